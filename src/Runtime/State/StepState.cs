using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>Where one step of a held run stands. Its status is set through <see cref="RunState"/>, which counts.</summary>
internal sealed class StepState
{
    public StepStatus Status { get; internal set; }

    /// <summary>How often it was started.</summary>
    public int Attempt { get; set; }

    /// <summary>How many attempts failed.</summary>
    public int Failures { get; set; }

    /// <summary>The result, while a step that has not settled still takes it.</summary>
    public StoredPayload? Output { get; set; }

    /// <summary>Whether a checkpoint has written the result, or one is about to: before, it must not be let go of.</summary>
    public bool IsOutputRecorded { get; set; }

    /// <summary>Why the last failed attempt failed, as JSON.</summary>
    public string? Error { get; set; }

    /// <summary>For a waiting step: the monotonic time from which it goes on by itself; null: it does not.</summary>
    public long? DueAt { get; internal set; }

    /// <summary>The monotonic time at which that of all its attempts together is over; null: it has no limit, or no attempt has started.</summary>
    public long? EndsAt { get; set; }

    /// <summary>For a waiting step: what it waits for, in words; null: for its due time alone.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>What its signal came to; null: it takes none, or has not come.</summary>
    public ReceivedSignal? Signal { get; set; }

    /// <summary>The monotonic time at which the attempt started, until a checkpoint tells of it; null: it is told.</summary>
    public long? StartedAt { get; set; }

    /// <summary>Whether a checkpoint has written a row for it, or one is about to.</summary>
    public bool HasRow { get; set; }

    /// <summary>Whether its result was committed in the step's own transaction, and no checkpoint tells of it yet.</summary>
    public bool IsUntold { get; set; }

    /// <summary>Of such a result: what the run is found by; null: nothing more.</summary>
    public string? Tag { get; set; }

    /// <summary>Of such a round: whether it ends its loop.</summary>
    public bool IsLast { get; set; }

    /// <summary>What is known of the work of its remote agent; null: nothing, or it has none.</summary>
    public AgentWork? Agent { get; set; }

    /// <summary>How often in a row it was repeated at once since its transaction met another one.</summary>
    public int Conflicts { get; set; }

    /// <summary>Whether it was looked for a result of another run.</summary>
    public bool IsLookedUp { get; set; }

    /// <summary>Under which key its result is kept for other runs, once it is recorded; null: it is not.</summary>
    public byte[]? CacheKey { get; set; }

    /// <summary>Whether an earlier holder started it and was lost with it.</summary>
    public bool IsLost => Status == StepStatus.None && Attempt > 0;

    public bool IsSettled => Status.IsSettled();
}
