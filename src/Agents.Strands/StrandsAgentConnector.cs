using Microsoft.Extensions.Logging;
using Perdure.Agents;

namespace Perdure;

/// <summary>Connects the agents of <see cref="StrandsAgentAttribute"/>.</summary>
public sealed class StrandsAgentConnector : IAgentConnector<StrandsAgentAttribute>
{
    private readonly AgentEndpoints<StrandsAgentOptions, AgentEndpoint> endpoints;
    private readonly ILogger logger;

    internal StrandsAgentConnector(AgentEndpoints<StrandsAgentOptions, AgentEndpoint> endpoints, ILogger<StrandsAgentConnector> logger)
    {
        this.endpoints = endpoints;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(StrandsAgentAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        return new StrandsAgent<TIn, TOut>(endpoints.Connect(attribute.Endpoint ?? StrandsAgentOptions.DefaultEndpoint), attribute.Agent, types, logger);
    }
}
