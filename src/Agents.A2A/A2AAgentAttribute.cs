namespace Perdure;

/// <summary>
/// An agent that speaks the Agent2Agent protocol, 1.0 or 0.3: its card decides. On a partial class that declares <see cref="IAgent{TIn,TOut}"/>; the generator writes the rest.
/// </summary>
/// <param name="endpoint">The name of the endpoint in the host's configuration; its address is that of the agent, or of its card.</param>
/// <remarks>
/// A <see cref="string"/> is sent as a text part and any other type as a data part; the answer is the data part of the agent's artifacts, or their text. Work that was let go of is found by its task. A 1.0 agent whose task is not known yet is
/// asked for the tasks of the conversation; a 0.3 agent cannot be asked that, so what it was sent and never answered is ambiguous.
/// </remarks>
[AgentRuntime(typeof(A2AConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.TellsBeforeSending)]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class A2AAgentAttribute(string endpoint) : RemoteAgentAttribute
{
    /// <summary>The name of the endpoint in the host's configuration.</summary>
    public string Endpoint { get; } = endpoint;
}
