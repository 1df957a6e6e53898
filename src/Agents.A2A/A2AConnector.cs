using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Agents.A2A;

namespace Perdure;

/// <summary>Connects the agents of <see cref="A2AAgentAttribute"/>. Registered by <c>AddA2A</c>.</summary>
public sealed class A2AConnector : IAgentConnector<A2AAgentAttribute>
{
    private readonly AgentEndpoints<A2AOptions, A2AEndpoint> endpoints;
    private readonly ILogger logger;

    // One card is read for all agents behind it.
    private readonly ConcurrentDictionary<string, A2AConnection> connections = new(StringComparer.OrdinalIgnoreCase);

    internal A2AConnector(AgentEndpoints<A2AOptions, A2AEndpoint> endpoints, ILogger logger)
    {
        this.endpoints = endpoints;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(A2AAgentAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        A2AConnection connection = connections.GetOrAdd(attribute.Endpoint, name => new A2AConnection(endpoints.Connect(name), endpoints.Get(name)));
        return new A2AAgent<TIn, TOut>(connection, types, logger);
    }
}
