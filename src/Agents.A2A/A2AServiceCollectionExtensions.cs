using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Agents;

namespace Perdure;

/// <summary>Adds what the agents of <see cref="A2AAgentAttribute"/> need.</summary>
public static class A2AServiceCollectionExtensions
{
    /// <summary>Lets this host ask agents that speak A2A. Where they are, and what they are shown, is read from <c>Perdure:Agents:A2A:&lt;endpoint&gt;</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes what the configuration says; null: nothing.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddA2A(this IServiceCollection services, Action<A2AAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AgentRuntimeServices.Add<A2AAgentOptions, A2AEndpoint>(services, "A2A", EndpointHeaders.KeyForm.Bearer, configure);
        services.TryAddSingleton(static provider => new A2AAgentConnector(
            provider.GetRequiredService<AgentEndpoints<A2AAgentOptions, A2AEndpoint>>(), provider.GetService<ILogger<A2AAgentConnector>>() ?? NullLogger<A2AAgentConnector>.Instance));
        return services;
    }
}
