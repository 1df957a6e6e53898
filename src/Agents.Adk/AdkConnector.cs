using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Agents.Adk;

namespace Perdure;

/// <summary>Connects the apps of Google ADK API servers. Registered by <see cref="AdkBuilderExtensions.AddAdk"/>.</summary>
public sealed class AdkConnector : IAgentConnector<AdkAgentAttribute>
{
    private readonly AgentEndpoints<AdkOptions, AdkEndpoint> endpoints;
    private readonly ILogger logger;

    internal AdkConnector(AgentEndpoints<AdkOptions, AdkEndpoint> endpoints, ILogger logger)
    {
        this.endpoints = endpoints;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(AdkAgentAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        return new AdkAgent<TIn, TOut>(endpoints.Connect(attribute.Endpoint), endpoints.Get(attribute.Endpoint), attribute, types, logger);
    }
}
