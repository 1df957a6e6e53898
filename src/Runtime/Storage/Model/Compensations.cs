namespace Perdure.Storage;

/// <summary>Where the undo of a step stands.</summary>
internal enum CompensationStatus
{
    Pending,
    Running,
    Waiting,
    Success,
    Failed,

    /// <summary>One that a newer worker wrote.</summary>
    Unknown,
}

internal static class CompensationStatusText
{
    /// <summary>Whether it does not change any more.</summary>
    public static bool IsSettled(this CompensationStatus status) => status is CompensationStatus.Success or CompensationStatus.Failed;

    public static string ToText(this CompensationStatus status) => status switch
    {
        CompensationStatus.Pending => "PENDING",
        CompensationStatus.Running => "RUNNING",
        CompensationStatus.Waiting => "WAITING",
        CompensationStatus.Success => "SUCCESS",
        CompensationStatus.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is no status of an undo"),
    };

    public static CompensationStatus Parse(string text) => text switch
    {
        "PENDING" => CompensationStatus.Pending,
        "RUNNING" => CompensationStatus.Running,
        "WAITING" => CompensationStatus.Waiting,
        "SUCCESS" => CompensationStatus.Success,
        "FAILED" => CompensationStatus.Failed,

        // The run that it belongs to is handed back by whoever drives it: here it would take the others that are read with it along.
        _ => CompensationStatus.Unknown,
    };
}

/// <summary>The row of an undo, whole.</summary>
/// <param name="Position">Its place in the order, from 1.</param>
/// <param name="StepId">The step that it undoes.</param>
/// <param name="Item">The item of a mapped step, from 1; 0: none.</param>
/// <param name="Round">The round of a repeated step, from 1; 0: none.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempt">How often it was started.</param>
/// <param name="Failures">How many of its attempts failed.</param>
/// <param name="Error">Why the last one did, as JSON.</param>
/// <param name="Cause">In the first row: why the run failed, as JSON; null there: it was cancelled.</param>
/// <param name="DueIn">How long until a waiting one goes on.</param>
/// <param name="IsUnfinished">Whether the step had started and did not complete.</param>
internal sealed record CompensationRow(
    int Position, string StepId, int Item, int Round, CompensationStatus Status, int Attempt, int Failures, string? Error, string? Cause, TimeSpan? DueIn, bool IsUnfinished);

/// <summary>The same, to be written.</summary>
/// <param name="Row">What is written.</param>
/// <param name="Undo">The method that undoes the step.</param>
internal sealed record CompensationWrite(CompensationRow Row, string Undo);

/// <summary>When a step of a run, or an item or round of it, last started, and when it completed, by the numbers of the events; null: it did not.</summary>
internal sealed record StepCourse(string StepId, int Item, int Round, long? Started, long? Completed);
