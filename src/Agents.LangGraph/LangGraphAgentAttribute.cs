namespace Perdure;

/// <summary>
/// A graph on a LangGraph API server: <c>[LangGraphAgent("desk")]</c> on a partial class that declares <see cref="IAgent{TIn,TOut}"/>. Where the server is comes from the host's configuration, <c>Perdure:Agents:LangGraph</c>.
/// <para>A run of the graph goes on by itself when a worker lets go of it, and is found again; a failed one goes on from its last checkpoint in the next try.</para>
/// </summary>
/// <param name="assistant">The id of the assistant, or the name of the graph.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[AgentRuntime(typeof(LangGraphConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart | AgentAbilities.ResumeFailed)]
public sealed class LangGraphAgentAttribute(string assistant) : RemoteAgentAttribute
{
    /// <summary>The id of the assistant, or the name of the graph.</summary>
    public string Assistant { get; } = assistant;

    /// <summary>The name of the endpoint in the configuration. Default: <c>default</c>.</summary>
    public string Endpoint { get; set; } = LangGraphOptions.DefaultEndpoint;

    /// <summary>The field of the state that the input is put into; null: the input is the state, or, where it is a text, a user's message in <c>messages</c>.</summary>
    public string? InputField { get; set; }

    /// <summary>The field of the state that is the answer; null: the whole state, or, where the answer is a text, that of the last message in <c>messages</c>.</summary>
    public string? OutputField { get; set; }

    /// <summary>How long a thread lives. Default: for all tries of a step, so that a failed run goes on from its last checkpoint.</summary>
    public ConversationScope Scope { get; set; } = ConversationScope.Step;
}
