using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure;

/// <summary>Lets Perdure ask chat models.</summary>
public static class ChatBuilderExtensions
{
    /// <summary>Connects the agents that are marked with <see cref="ChatAgentAttribute"/>. The <c>IChatClient</c> that they ask is for the host to register, by its key where the attribute names one.</summary>
    /// <param name="perdure">The builder.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder AddChatAgents(this PerdureBuilder perdure)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        perdure.Services.TryAddSingleton(static provider => new ChatConnector(provider, provider.GetService<ILoggerFactory>()?.CreateLogger<ChatConnector>() ?? NullLogger<ChatConnector>.Instance));
        perdure.Services.TryAddSingleton<IAgentConnector<ChatAgentAttribute>>(static provider => provider.GetRequiredService<ChatConnector>());
        return perdure;
    }
}
