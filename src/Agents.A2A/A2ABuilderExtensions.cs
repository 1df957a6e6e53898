using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
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
        perdure.Services.TryAddSingleton(static provider => new A2AConnector(
            provider.GetRequiredService<AgentEndpoints<A2AOptions, A2AEndpoint>>(),
            provider.GetService<ILoggerFactory>()?.CreateLogger<A2AConnector>() ?? NullLogger<A2AConnector>.Instance));
        perdure.Services.TryAddSingleton<IAgentConnector<A2AAgentAttribute>>(static provider => provider.GetRequiredService<A2AConnector>());
        return perdure;
    }
}
