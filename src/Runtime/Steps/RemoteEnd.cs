using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>What the remote agents of an attempt came to, whatever the attempt itself did.</summary>
/// <param name="Declared">Whether it is the step's own agent, whose work is found again; of others no more is known than that they were called.</param>
internal sealed record RemoteEnd(bool Declared)
{
    /// <summary>Why it has not answered; null: it did, or asks, or was let go of.</summary>
    public AgentError? Error { get; init; }

    /// <summary>What it asks; null: nothing.</summary>
    public StoredQuestions? Asked { get; init; }

    /// <summary>Where the waiting work is found, where it asks.</summary>
    public StoredHandle? Handle { get; init; }

    /// <summary>Whether the turn may have been sent and the remote side has not said that it has it.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Whether its work is of no use any more although it has not ended.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>The work of agents that code has called, which has not ended as far as that has heard.</summary>
    public IReadOnlyList<RemoteWork> Open { get; init; } = [];

    /// <summary>What the answer took; null: nothing is known of it.</summary>
    public AgentUsage? Usage { get; init; }
}

/// <summary>Remote work that the code of a step has begun.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Handle">Where it is.</param>
/// <param name="IsGivenUp">Whether nobody waits for it any more.</param>
internal sealed record RemoteWork(string Agent, StoredHandle Handle, bool IsGivenUp);

/// <summary>The agent of a declared step asks back: the attempt comes to its end, and the step waits.</summary>
internal sealed class AgentAsksException() : Exception("The agent asks back");
