using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Agents.LangGraph;

namespace Perdure;

/// <summary>Connects the graphs of LangGraph API servers. Registered by <see cref="LangGraphBuilderExtensions.AddLangGraph"/>.</summary>
public sealed class LangGraphConnector : IAgentConnector<LangGraphAgentAttribute>
{
    private readonly AgentEndpoints<LangGraphOptions, AgentEndpoint> endpoints;
    private readonly ILogger logger;

    internal LangGraphConnector(AgentEndpoints<LangGraphOptions, AgentEndpoint> endpoints, ILogger logger)
    {
        this.endpoints = endpoints;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(LangGraphAgentAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        return new LangGraphAgent<TIn, TOut>(endpoints.Connect(attribute.Endpoint), attribute, types, logger);
    }
}
