using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Agents.Strands;

namespace Perdure;

/// <summary>Connects the agents of <see cref="StrandsAgentAttribute"/>. Registered by <c>AddStrands</c>.</summary>
public sealed class StrandsConnector : IAgentConnector<StrandsAgentAttribute>
{
    private readonly AgentEndpoints<StrandsOptions, AgentEndpoint> endpoints;
    private readonly ILogger logger;

    internal StrandsConnector(AgentEndpoints<StrandsOptions, AgentEndpoint> endpoints, ILogger logger)
    {
        this.endpoints = endpoints;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(StrandsAgentAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        return new StrandsAgent<TIn, TOut>(endpoints.Connect(attribute.Endpoint), attribute.Agent, types, logger);
    }
}
