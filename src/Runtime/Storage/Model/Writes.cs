using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>A step's row, whole.</summary>
internal sealed record StepWrite(
    string StepId, StepStatus Status, int Attempt, int Failures, string? Agent, string? Input, StoredPayload? Output, string? Error, TimeSpan? DueIn)
{
    /// <summary>The item of a mapped step, from 1; 0: the step itself.</summary>
    public int Item { get; init; }

    /// <summary>The round of a repeated step, from 1; 0: the step itself.</summary>
    public int Round { get; init; }

    /// <summary>What a waiting step waits for, in words, at most until its due time where it has one; null: for its due time alone.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>How long until the time of all its attempts together is over; its row keeps what it was first given. Null: it has no limit.</summary>
    public TimeSpan? EndsIn { get; init; }

    /// <summary>Whether the step has a row already.</summary>
    public bool HasRow { get; init; }

    /// <summary>The monotonic time at which the attempt started, where its row does not tell yet; null: with this write, or it tells.</summary>
    public long? StartedAt { get; init; }
}

/// <summary>An event; its number was given by the holder.</summary>
internal sealed record EventWrite(long Seq, string Type, string? StepId, int? Attempt, string? Payload)
{
    /// <summary>The item of a mapped step that it is about; 0: none.</summary>
    public int Item { get; init; }

    /// <summary>The round of a repeated step that it is about; 0: none.</summary>
    public int Round { get; init; }

    /// <summary>The monotonic time at which it happened; null: with the checkpoint that tells of it.</summary>
    public long? At { get; init; }
}
