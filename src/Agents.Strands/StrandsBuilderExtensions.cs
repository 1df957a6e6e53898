using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents;

namespace Perdure;

/// <summary>Lets Perdure speak to services with Strands agents.</summary>
public static class StrandsBuilderExtensions
{
    /// <summary>Connects the agents that are marked with <see cref="StrandsAgentAttribute"/>. Their endpoints are read from the host's configuration, <c>Perdure:Agents:Strands:&lt;endpoint&gt;</c>; an <c>ApiKey</c> is sent as a bearer token.</summary>
    /// <param name="perdure">The builder.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder AddStrands(this PerdureBuilder perdure, Action<StrandsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        AgentRuntimeServices.Add<StrandsOptions, AgentEndpoint>(perdure.Services, "Strands", EndpointHeaders.KeyForm.Bearer, configure);
        AgentConnectors.Add<StrandsConnector, StrandsAgentAttribute>(perdure.Services, static (provider, logger) => new(provider.GetRequiredService<AgentEndpoints<StrandsOptions, AgentEndpoint>>(), logger));
        return perdure;
    }
}
