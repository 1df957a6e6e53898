using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents;
using Perdure.Agents.LangGraph;

namespace Perdure;

/// <summary>Lets Perdure speak to LangGraph API servers.</summary>
public static class LangGraphBuilderExtensions
{
    /// <summary>Connects the agents that are marked with <see cref="LangGraphAgentAttribute"/>. Their endpoints are read from the host's configuration, <c>Perdure:Agents:LangGraph:&lt;endpoint&gt;</c>; an <c>ApiKey</c> is sent as <c>x-api-key</c>.</summary>
    /// <param name="perdure">The builder.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder AddLangGraph(this PerdureBuilder perdure, Action<LangGraphOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        AgentRuntimeServices.Add<LangGraphOptions, AgentEndpoint>(perdure.Services, "LangGraph", EndpointHeaders.KeyForm.ApiKey, configure);
        AgentConnectors.Add<LangGraphConnector, LangGraphAgentAttribute>(perdure.Services, static (provider, logger) => new(provider.GetRequiredService<AgentEndpoints<LangGraphOptions, AgentEndpoint>>(), logger));
        return perdure;
    }
}
