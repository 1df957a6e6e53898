using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>Where the undo of a step, or of an item or round of it, stands.</summary>
/// <param name="position">Its place in the order, from 1.</param>
/// <param name="unit">What it undoes.</param>
/// <param name="isUnfinished">Whether that had started and did not complete, so that it has no result.</param>
internal sealed class Undo(int position, StepUnit unit, bool isUnfinished)
{
    public int Position { get; } = position;

    public StepUnit Unit { get; } = unit;

    public bool IsUnfinished { get; } = isUnfinished;

    public CompensationStatus Status { get; set; }

    /// <summary>How often it was started.</summary>
    public int Attempt { get; set; }

    /// <summary>How many attempts failed.</summary>
    public int Failures { get; set; }

    /// <summary>Why the last one did, as JSON.</summary>
    public string? Error { get; set; }

    /// <summary>For a waiting one: the monotonic time from which it goes on.</summary>
    public long DueAt { get; set; }
}
