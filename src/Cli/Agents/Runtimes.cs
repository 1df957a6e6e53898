using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Agents.A2A;
using Perdure.Agents.Mcp;

namespace Perdure.Cli.Agents;

/// <summary>A contract as the runtime tells it.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Note">What its user should know; null: nothing.</param>
internal sealed record Pulled(string Text, string? Note)
{
    /// <summary>Whether the runtime told neither what the agent takes nor what it answers.</summary>
    public bool HasNoSchemas => !ContractText.HasSchemas(Text);
}

/// <summary>The runtimes, reached and asked as a worker does: by the same configuration, HTTP and credentials.</summary>
internal sealed class Runtimes : IDisposable
{
    private readonly ServiceProvider services;
    private readonly IConfiguration configuration;

    /// <param name="folder">The folder of the host's appsettings.json.</param>
    /// <param name="target">What will be asked.</param>
    /// <param name="url">Where it is, if that is not to be read.</param>
    public Runtimes(string folder, ContractTarget target, string? url)
    {
        configuration = Configure(folder, target, url);
        services = new ServiceCollection().AddSingleton(configuration).AddRuntimes().BuildServiceProvider();
    }

    public bool IsConfigured(ContractTarget target) => configuration.GetSection(target.Section).GetChildren().Any();

    /// <exception cref="CommandFailure">It cannot be asked, or has no such agent.</exception>
    public async Task<Pulled> AskAsync(ContractTarget target, CancellationToken cancellationToken)
    {
        try
        {
            JsonObject contract = ContractText.Begin(target);
            AgentHttp http = Connect(target);
            string? note = await AskAsync(target, http, contract, cancellationToken).ConfigureAwait(false);
            return new Pulled(http.Redact(ContractText.Write(contract)), note);
        }
        catch (AgentFailure failure)
        {
            throw new CommandFailure($"{target.Kind.Id}: {Redacted(target, failure.Error.Message)}", failure);
        }
        catch (InvalidOperationException failure)
        {
            // What the configuration does not say, or says wrongly.
            throw new CommandFailure($"{failure.Message}{(IsConfigured(target) ? "" : ", or write --url")}", failure);
        }
    }

    public void Dispose() => services.Dispose();

    private static IConfiguration Configure(string folder, ContractTarget target, string? url)
    {
        try
        {
            IConfigurationBuilder builder = new ConfigurationBuilder().SetBasePath(folder).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables();
            if (url is not null) builder.AddInMemoryCollection([new KeyValuePair<string, string?>($"{target.Section}:Url", url)]);
            return builder.Build();
        }
        catch (InvalidDataException failure)
        {
            throw new CommandFailure($"appsettings.json cannot be read: {failure.InnerException?.Message ?? failure.Message}", failure);
        }
    }

    private Task<string?> AskAsync(ContractTarget target, AgentHttp http, JsonObject contract, CancellationToken cancellationToken) => target.Kind.Id switch
    {
        "langgraph" => LangGraphContract.FillAsync(http, target.What!, contract, cancellationToken),
        "mcp" => McpContract.FillAsync(Server(http, target), target.What!, contract, cancellationToken),
        "a2a" => A2AContract.FillAsync(new A2AConnection(http, Endpoints<A2AOptions, A2AEndpoint>().Get(target.Endpoint)), contract, cancellationToken),
        _ => AdkContract.FillAsync(http, target.What!, contract, cancellationToken),
    };

    private AgentHttp Connect(ContractTarget target) => target.Kind.Id switch
    {
        "langgraph" => Endpoints<LangGraphOptions, AgentEndpoint>().Connect(target.Endpoint),
        "mcp" => Endpoints<McpOptions, AgentEndpoint>().Connect(target.Endpoint),
        "a2a" => Endpoints<A2AOptions, A2AEndpoint>().Connect(target.Endpoint),
        _ => Endpoints<AdkOptions, AdkEndpoint>().Connect(target.Endpoint),
    };

    private McpServer Server(AgentHttp http, ContractTarget target) => new(
        http, Endpoints<McpOptions, AgentEndpoint>().Get(target.Endpoint), () => services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(AgentEndpoints.ClientPrefix(RuntimeKind.Mcp.Section) + target.Endpoint));

    private AgentEndpoints<TOptions, TEndpoint> Endpoints<TOptions, TEndpoint>()
        where TOptions : AgentRuntimeOptions<TEndpoint>
        where TEndpoint : AgentEndpoint, new() => services.GetRequiredService<AgentEndpoints<TOptions, TEndpoint>>();

    private string Redacted(ContractTarget target, string text) => Connect(target).Redact(text);
}

/// <summary>What the adapters register, less the engine that they serve.</summary>
internal static class RuntimeRegistrations
{
    public static IServiceCollection AddRuntimes(this IServiceCollection services)
    {
        AgentRuntimeServices.Add<LangGraphOptions, AgentEndpoint>(services, RuntimeKind.LangGraph.Section, EndpointHeaders.KeyForm.ApiKey, configure: null);
        AgentRuntimeServices.Add<McpOptions, AgentEndpoint>(services, RuntimeKind.Mcp.Section, EndpointHeaders.KeyForm.Bearer, configure: null);
        AgentRuntimeServices.Add<A2AOptions, A2AEndpoint>(services, RuntimeKind.A2A.Section, EndpointHeaders.KeyForm.Bearer, configure: null);
        AgentRuntimeServices.Add<AdkOptions, AdkEndpoint>(services, RuntimeKind.Adk.Section, EndpointHeaders.KeyForm.Bearer, configure: null);

        // The output of the command is its own.
        return services.AddLogging(static logging => logging.ClearProviders());
    }
}
