using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Agents.Chat;

namespace Perdure;

/// <summary>Connects the agents of <see cref="ChatAgentAttribute"/>. Registered by <c>AddChatAgents</c>.</summary>
public sealed class ChatConnector : IAgentConnector<ChatAgentAttribute>
{
    private readonly IServiceProvider services;
    private readonly ILogger logger;

    internal ChatConnector(IServiceProvider services, ILogger logger)
    {
        this.services = services;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(ChatAgentAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        IChatClient? client = attribute.Client is { } key ? services.GetKeyedService<IChatClient>(key) : services.GetService<IChatClient>();
        return client is not null
            ? new ChatAgent<TIn, TOut>(client, attribute, types, logger)
            : throw new InvalidOperationException(attribute.Client is { } missing
                ? $"Agent '{types.Name}' asks the chat client '{missing}', which is not registered: register an IChatClient by this key, as services.AddKeyedSingleton<IChatClient>(\"{missing}\", …)"
                : $"Agent '{types.Name}' asks a chat client, and none is registered: register an IChatClient, as services.AddSingleton<IChatClient>(…)");
    }
}
