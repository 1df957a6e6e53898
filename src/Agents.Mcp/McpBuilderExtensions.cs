using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Perdure.Agents;
using Perdure.Agents.Mcp;

namespace Perdure;

/// <summary>Lets Perdure call tools of MCP servers.</summary>
public static class McpBuilderExtensions
{
    internal const string Runtime = "Mcp";

    /// <summary>
    /// Connects the agents that are marked with <see cref="McpToolAttribute"/>. Their servers are read from the host's configuration, <c>Perdure:Agents:Mcp:&lt;server&gt;</c>; an <c>ApiKey</c> is sent as a bearer token. When the host starts, the tools
    /// are compared with their classes: see <see cref="McpOptions.ToolCheck"/>.
    /// </summary>
    /// <param name="perdure">The builder.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder AddMcp(this PerdureBuilder perdure, Action<McpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        AgentRuntimeServices.Add<McpOptions, AgentEndpoint>(perdure.Services, Runtime, EndpointHeaders.KeyForm.Bearer, configure);
        AgentConnectors.Add<McpConnector, McpToolAttribute>(
            perdure.Services,
            static (provider, logger) => new(provider.GetRequiredService<AgentEndpoints<McpOptions, AgentEndpoint>>(), provider.GetRequiredService<IHttpMessageHandlerFactory>(), logger));
        perdure.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, McpToolChecker>(static provider =>
            new McpToolChecker(provider, provider.GetRequiredService<IOptions<McpOptions>>(), AgentConnectors.LoggerOf<McpConnector>(provider))));
        return perdure;
    }
}
