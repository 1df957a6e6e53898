namespace Perdure.Storage;

/// <summary>What one run has to say: written whole or not at all.</summary>
internal sealed class Checkpoint
{
    public required Guid ExecutionId { get; init; }

    /// <summary>The fencing token; a re-acquisition after an unknown outcome raises it.</summary>
    public required long Token { get; set; }

    /// <summary>The number of its last event. What the row says after an unknown outcome tells whether this checkpoint is in it.</summary>
    public required long LastSeq { get; init; }

    public required ExecutionStatus Status { get; init; }

    public string? Output { get; init; }

    public string? Error { get; init; }

    /// <summary>The snapshot as JSON; null: it stays as it is.</summary>
    public string? State { get; init; }

    /// <summary>Whether the holder lets go of the run: it has ended, it waits, or its worker stops.</summary>
    public bool Release { get; init; }

    /// <summary>After how long the run is claimable again; null: it needs no wake row.</summary>
    public TimeSpan? WakeIn { get; init; }

    public required IReadOnlyList<StepWrite> Steps { get; init; }

    public required IReadOnlyList<EventWrite> Events { get; init; }

    /// <summary>The messages that it acts on, which go with it.</summary>
    public IReadOnlyList<long> ConsumedMessages { get; init; } = [];

    /// <summary>The number of the run's last event before this checkpoint; the store writes it behind that one, or not at all.</summary>
    public long FollowsSeq => LastSeq - Events.Count;

    /// <summary>The size of its payloads, in characters.</summary>
    public long CountCharacters() =>
        Length(Output) + Length(Error) + Length(State)
        + Steps.Sum(step => Length(step.Input) + Length(step.Output) + Length(step.Error))
        + Events.Sum(entry => Length(entry.Payload));

    private static long Length(string? text) => text?.Length ?? 0;
}

/// <summary>A step's row, whole.</summary>
internal sealed record StepWrite(
    string StepId, StepStatus Status, int Attempt, int Failures, string? Agent, string? Input, string? Output, string? Error, TimeSpan? DueIn);

/// <summary>An event; its number was given by the holder.</summary>
internal sealed record EventWrite(long Seq, string Type, string? StepId, int? Attempt, string? Payload);

/// <summary>Where a step stands. Before it starts, waits or is skipped it has no row.</summary>
internal enum StepStatus
{
    None,
    Running,
    Waiting,
    Success,
    Failed,
    Cancelled,
}

/// <summary>What many runs have to say, written in one transaction.</summary>
internal sealed record Batch(Guid Holder, Guid Lane, long Number, IReadOnlyList<Checkpoint> Checkpoints)
{
    /// <summary>Far longer than any transaction of ours holds a lock.</summary>
    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(1);

    /// <summary>For what has waited once already.</summary>
    public static readonly TimeSpan ShortLockTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long it waits for a lock of somebody else: an open transaction of a client may hold the key of a wake row for hours.</summary>
    public TimeSpan LockTimeout { get; init; } = DefaultLockTimeout;
}

/// <summary>Who holds a run, read without a lock.</summary>
internal sealed record HolderRow(Guid ExecutionId, Guid? Holder, long Token, long LastSeq);

internal static class StepStatusText
{
    public static string ToText(this StepStatus status) => status switch
    {
        StepStatus.Running => "RUNNING",
        StepStatus.Waiting => "WAITING",
        StepStatus.Success => "SUCCESS",
        StepStatus.Failed => "FAILED",
        StepStatus.Cancelled => "CANCELLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is not written"),
    };

    public static StepStatus Parse(string text) => text switch
    {
        "RUNNING" => StepStatus.Running,
        "WAITING" => StepStatus.Waiting,
        "SUCCESS" => StepStatus.Success,
        "FAILED" => StepStatus.Failed,
        "CANCELLED" => StepStatus.Cancelled,
        _ => throw new NotSupportedException($"The database holds the step status '{text}', which this version does not know: upgrade the worker"),
    };
}
