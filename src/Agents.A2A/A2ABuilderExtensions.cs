using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents;

namespace Perdure;

/// <summary>Lets Perdure speak to agents of the Agent2Agent protocol.</summary>
public static class A2ABuilderExtensions
{
    /// <summary>Connects the agents that are marked with <see cref="A2AAgentAttribute"/>. Their endpoints are read from the host's configuration, <c>Perdure:Agents:A2A:&lt;endpoint&gt;</c>; an <c>ApiKey</c> is sent as a bearer token.</summary>
    /// <param name="perdure">The builder.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder AddA2A(this PerdureBuilder perdure, Action<A2AOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        AgentRuntimeServices.Add<A2AOptions, A2AEndpoint>(perdure.Services, "A2A", EndpointHeaders.KeyForm.Bearer, configure);
        AgentConnectors.Add<A2AConnector, A2AAgentAttribute>(perdure.Services, static (provider, logger) => new(provider.GetRequiredService<AgentEndpoints<A2AOptions, A2AEndpoint>>(), logger));
        return perdure;
    }
}
