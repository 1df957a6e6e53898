using Perdure.Agents;

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
        AgentConnectors.Add<ChatConnector, ChatAgentAttribute>(perdure.Services, static (provider, logger) => new(provider, logger));
        return perdure;
    }
}
