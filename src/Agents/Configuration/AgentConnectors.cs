using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure.Agents;

/// <summary>Registers who connects the agents of an attribute.</summary>
internal static class AgentConnectors
{
    /// <summary>One connector for all agents of the attribute; a second registration changes nothing.</summary>
    /// <param name="create">Makes it, with its logger.</param>
    public static void Add<TConnector, TAttribute>(IServiceCollection services, Func<IServiceProvider, ILogger, TConnector> create)
        where TConnector : class, IAgentConnector<TAttribute>
        where TAttribute : RemoteAgentAttribute
    {
        services.TryAddSingleton(provider => create(provider, LoggerOf<TConnector>(provider)));
        services.TryAddSingleton<IAgentConnector<TAttribute>>(static provider => provider.GetRequiredService<TConnector>());
    }

    /// <summary>The logger of a class; one that is silent where the host has none.</summary>
    public static ILogger LoggerOf<T>(IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger<T>() ?? NullLogger<T>.Instance;
}
