using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Payloads;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>The agents that were added, by name. Calls them without reflection: the generator wrote each call.</summary>
public sealed class AgentRegistry
{
    private readonly IReadOnlyDictionary<string, AgentDefinition> byName;
    private readonly Dictionary<Type, AgentDefinition> byType;
    private readonly IServiceProvider services;
    private readonly PayloadSerializer serializer;
    private readonly EngineTelemetry telemetry;

    internal AgentRegistry(IReadOnlyDictionary<string, AgentDefinition> agents, IServiceProvider services, PayloadSerializer serializer, EngineTelemetry telemetry)
    {
        byName = agents;
        byType = agents.Values.ToDictionary(agent => agent.AgentType);
        this.services = services;
        this.serializer = serializer;
        this.telemetry = telemetry;
    }

    /// <summary>The names of all agents, in order.</summary>
    public IReadOnlyList<string> Names => [.. byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>All agents, in the order of their names.</summary>
    public IReadOnlyList<AgentDefinition> Definitions => [.. byName.Values.OrderBy(static agent => agent.Name, StringComparer.Ordinal)];

    /// <summary>Calls an agent by its name.</summary>
    /// <param name="name">The agent's name.</param>
    /// <param name="payload">Its input, as JSON.</param>
    /// <param name="context">On whose behalf it is called.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its answer, as JSON.</returns>
    /// <exception cref="AgentNotFoundException">There is no agent of that name.</exception>
    /// <exception cref="PayloadException">The payload is not what the agent takes, or its answer cannot be written.</exception>
    public async ValueTask<JsonElement> InvokeAsync(string name, JsonElement payload, AgentContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(context);
        AgentDefinition agent = byName.TryGetValue(name, out AgentDefinition? found) ? found : throw new AgentNotFoundException(name, Names);
        object? input = serializer.Read(payload.GetRawText(), agent.Input, $"the payload for agent '{name}'");
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            object? answer = await telemetry.InvokeAsync(agent, scope.ServiceProvider.GetRequiredService(agent.AgentType), input, context, cancellationToken).ConfigureAwait(false);
            string json = serializer.Write(answer, agent.Output, $"the answer of agent '{name}'");
            return JsonElement.Parse(json);
        }
    }

    /// <summary>What can be done about the work of a remote agent.</summary>
    internal IRemoteWork WorkOf(string name, IServiceProvider provider)
    {
        AgentDefinition agent = byName.TryGetValue(name, out AgentDefinition? found) ? found : throw new AgentNotFoundException(name, Names);
        return provider.GetRequiredService(agent.AgentType) is RemoteAgent remote
            ? remote.Work
            : throw new InvalidOperationException($"Agent '{name}' was a remote one when its work was sent, and is none any more");
    }

    internal AgentDefinition Get(Type agentType) => byType.TryGetValue(agentType, out AgentDefinition? agent)
        ? agent
        : throw new PerdureConfigurationException($"Agent '{agentType}' is not registered: call AddWorkflows() in a project that references its assembly");
}

/// <summary>There is no agent of that name.</summary>
public sealed class AgentNotFoundException : Exception
{
    internal AgentNotFoundException(string name, IReadOnlyList<string> known)
        : base($"There is no agent '{name}'; there {(known.Count == 0 ? "are none: call AddWorkflows()" : $"are {string.Join(", ", known.Select(agent => $"'{agent}'"))}")}") => Name = name;

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }
}
