using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Agents;

namespace Perdure;

/// <summary>Adds what the agents of <see cref="StrandsAgentAttribute"/> need.</summary>
public static class StrandsServiceCollectionExtensions
{
    /// <summary>Lets this host ask Strands agents. Where their services are, and what they are shown, is read from <c>Perdure:Agents:Strands:&lt;endpoint&gt;</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes what the configuration says; null: nothing.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStrands(this IServiceCollection services, Action<StrandsAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AgentRuntimeServices.Add<StrandsAgentOptions, AgentEndpoint>(services, "Strands", EndpointHeaders.KeyForm.Bearer, configure);
        services.TryAddSingleton(static provider => new StrandsAgentConnector(
            provider.GetRequiredService<AgentEndpoints<StrandsAgentOptions, AgentEndpoint>>(), provider.GetService<ILogger<StrandsAgentConnector>>() ?? NullLogger<StrandsAgentConnector>.Instance));
        return services;
    }
}
