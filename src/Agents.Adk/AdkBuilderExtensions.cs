using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents;
using Perdure.Agents.Adk;

namespace Perdure;

/// <summary>Lets Perdure speak to Google ADK API servers.</summary>
public static class AdkBuilderExtensions
{
    /// <summary>Connects the agents that are marked with <see cref="AdkAgentAttribute"/>. Their endpoints are read from the host's configuration, <c>Perdure:Agents:Adk:&lt;endpoint&gt;</c>; an <c>ApiKey</c> is sent as a bearer token.</summary>
    /// <param name="perdure">The builder.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder AddAdk(this PerdureBuilder perdure, Action<AdkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        AgentRuntimeServices.Add<AdkOptions, AdkEndpoint>(perdure.Services, "Adk", EndpointHeaders.KeyForm.Bearer, configure);
        AgentConnectors.Add<AdkConnector, AdkAgentAttribute>(perdure.Services, static (provider, logger) => new(provider.GetRequiredService<AgentEndpoints<AdkOptions, AdkEndpoint>>(), logger));
        return perdure;
    }
}
