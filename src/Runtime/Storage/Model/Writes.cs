using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>A step's row, whole.</summary>
internal sealed record StepWrite(
    string StepId, StepStatus Status, int Attempt, int Failures, string? Agent, string? Input, StoredPayload? Output, string? Error, TimeSpan? DueIn)
{
    /// <summary>Whether the step has a row already.</summary>
    public bool HasRow { get; init; }

    /// <summary>The monotonic time at which the attempt started, where its row does not tell yet; null: with this write, or it tells.</summary>
    public long? StartedAt { get; init; }
}

/// <summary>An event; its number was given by the holder.</summary>
internal sealed record EventWrite(long Seq, string Type, string? StepId, int? Attempt, string? Payload)
{
    /// <summary>The monotonic time at which it happened; null: with the checkpoint that tells of it.</summary>
    public long? At { get; init; }
}
