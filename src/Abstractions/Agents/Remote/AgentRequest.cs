namespace Perdure;

/// <summary>One turn that a remote agent is asked for.</summary>
/// <typeparam name="TIn">What the agent takes.</typeparam>
/// <param name="Id">Which call it is; what every id of the runtime is derived from.</param>
/// <param name="Input">The agent's input; the same in every turn.</param>
public sealed record AgentRequest<TIn>(AgentCallId Id, TIn Input)
{
    /// <summary>
    /// Where the work of this try was found last, by an earlier <see cref="AgentEvent{TOut}.Started"/> or <see cref="AgentEvent{TOut}.Interrupted"/>; null: nothing is known of it, which does not say that there is none.
    /// </summary>
    public AgentHandle? Handle { get; init; }

    /// <summary>The answers to all interrupts that the turn before ended with, in their order; empty: it is the first turn. With a handle of this very turn they have been sent, and the work is to be read on.</summary>
    public IReadOnlyList<AgentAnswer> Answers { get; init; } = [];

    /// <summary>Whether the step may be done twice; false: it is marked <see cref="NotIdempotentAttribute"/>, and where it is not known whether something was done, it is not to be done again but is <see cref="AgentErrorKind.Ambiguous"/>.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>The W3C <c>traceparent</c> that the runtime is to be told of; null: there is none.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Where remote work is found again. Committed before anything more is read, and handed to whoever goes on with the work.</summary>
/// <param name="Runtime">The runtime's short name, as <c>langgraph</c>.</param>
/// <param name="Conversation">The id of the thread, session or context.</param>
/// <param name="Turn">The turn that was sent: see <see cref="AgentCallId.Turn"/>.</param>
public sealed record AgentHandle(string Runtime, string Conversation, int Turn)
{
    /// <summary>The id of the run, task or invocation in it; null: the runtime has none.</summary>
    public string? Run { get; init; }

    /// <summary>From where its events are read on; null: from the start, or they cannot be.</summary>
    public string? Cursor { get; init; }

    /// <summary>What the runtime wants back with the answers, as a state that it signed or a transcript; null: nothing. Never a secret: it is stored as it is.</summary>
    public string? State { get; init; }
}

/// <summary>Something that an agent asks and waits for.</summary>
/// <param name="Id">The runtime's own id of the question.</param>
/// <param name="Kind">What is asked in the runtime's word: <c>interrupt</c>, <c>input-required</c>, <c>confirmation</c>, <c>elicitation</c>.</param>
public sealed record AgentInterrupt(string Id, string Kind)
{
    /// <summary>What to show to the one who answers; null: the runtime says nothing.</summary>
    public string? Message { get; init; }

    /// <summary>What the agent hands over with its question, as JSON; null: nothing.</summary>
    public string? Payload { get; init; }

    /// <summary>What an answer has to look like, as a JSON Schema; null: the runtime says nothing of it.</summary>
    public string? ResponseSchema { get; init; }
}

/// <summary>An answer to an <see cref="AgentInterrupt"/>.</summary>
/// <param name="Interrupt">What it answers.</param>
/// <param name="Value">The answer, as JSON.</param>
public sealed record AgentAnswer(AgentInterrupt Interrupt, string Value);
