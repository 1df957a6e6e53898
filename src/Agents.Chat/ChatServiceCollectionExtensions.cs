using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure;

/// <summary>Adds what the agents of <see cref="ChatAgentAttribute"/> need.</summary>
public static class ChatServiceCollectionExtensions
{
    /// <summary>Lets this host ask chat models. The <c>IChatClient</c> is for the host to register.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddChatAgents(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new ChatAgentConnector(provider, provider.GetService<ILogger<ChatAgentConnector>>() ?? NullLogger<ChatAgentConnector>.Instance));
        return services;
    }
}
