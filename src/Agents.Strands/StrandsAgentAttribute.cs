namespace Perdure;

/// <summary>
/// An agent or graph of Strands Agents, behind a service that speaks the HTTP contract of AgentCore Runtime with interrupts and named runs. On a partial class that declares <see cref="IAgent{TIn,TOut}"/>; the generator writes the rest.
/// </summary>
/// <param name="agent">The agent's name in the service.</param>
/// <remarks>
/// The prompt is a <see cref="string"/> as it is, or JSON; the answer is the structured output, or the text of the last message. A try has a session of its own, and a turn is a run that bears its id: one that may have been sent is joined, and never
/// started anew; where the service does not know it any more, what became of it is ambiguous. What Strands serves itself, A2A, knows neither interrupts nor a stop: for plain calls an <c>[A2AAgent]</c> reaches that.
/// </remarks>
[AgentRuntime(typeof(StrandsConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.TellsBeforeSending)]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StrandsAgentAttribute(string agent) : RemoteAgentAttribute
{
    /// <summary>The agent's name in the service.</summary>
    public string Agent { get; } = agent;

    /// <summary>The name of the service's endpoint in the configuration. Default: <c>default</c>.</summary>
    public string Endpoint { get; set; } = StrandsOptions.DefaultEndpoint;
}
