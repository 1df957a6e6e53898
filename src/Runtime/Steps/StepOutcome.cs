using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>How one attempt of a step ended.</summary>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Output">The result; null where the step returns nothing, or did not succeed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Interrupted">Whether it was ended from outside: the run was cancelled or the worker stops.</param>
/// <param name="Calls">The agents that it called, in order.</param>
internal sealed record StepOutcome(StepUnit Unit, StoredPayload? Output, Exception? Failure, bool Interrupted, IReadOnlyList<AgentCall> Calls)
{
    /// <summary>What the run is found by once this is recorded; null: nothing more.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether a round is the one that ends the loop.</summary>
    public bool IsDone { get; init; }

    /// <summary>Of a failure: whether no attempt follows, whatever [Retry] allows, since the time of all attempts together is over.</summary>
    public bool IsLast { get; init; }

    /// <summary>The child run that is to be started, and whose end the step then waits for; null: the attempt has come to its end.</summary>
    public ChildStart? Child { get; init; }

    /// <summary>Why it is repeated at once without counting as a failure, in words: where it was interrupted, something else than the worker's end; where it failed, a conflict of its transaction.</summary>
    public string? Reason { get; init; }

    /// <summary>What the remote agents came to that it called; null: it called none.</summary>
    public RemoteEnd? Remote { get; init; }

    /// <summary>Of a failure: whether it was cut off since its time was over, or since it was not heard of.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>The attempt, as its run's driver knows it.</summary>
    public Coordination.Driving.Flight? Flight { get; init; }
}

/// <summary>A call of an agent inside a step.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Answered">Whether it returned.</param>
/// <param name="Declared">Whether it is the step's own agent, whose AGENT_INVOKED is written when the step starts.</param>
internal sealed record AgentCall(string Agent, bool Answered, bool Declared)
{
    /// <summary>What a remote agent's answer took; null: nothing is known of it.</summary>
    public AgentUsage? Usage { get; init; }

    /// <summary>How long a remote agent took, in this attempt; null: it is none, or has not answered.</summary>
    public TimeSpan? Took { get; init; }
}
