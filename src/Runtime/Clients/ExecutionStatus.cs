namespace Perdure;

/// <summary>Where a run stands. The database holds the names in upper case.</summary>
public enum ExecutionStatus
{
    /// <summary>Started by a client, not yet taken up by a worker.</summary>
    Pending,

    /// <summary>Steps run, or are about to.</summary>
    Running,

    /// <summary>Waits for something with a due time, such as the next attempt of a step. No worker holds it.</summary>
    Waiting,

    /// <summary>Held still by <see cref="WorkflowClient.PauseAsync"/> until <see cref="WorkflowClient.ResumeAsync"/>: nothing of it runs, and no due time wakes it. No worker holds it.</summary>
    Paused,

    /// <summary>Every step has settled, and the result is there.</summary>
    Success,

    /// <summary>A step has failed for good.</summary>
    Failed,

    /// <summary>It was asked to end, or terminated.</summary>
    Cancelled,
}

internal static class ExecutionStatusText
{
    public static string ToText(this ExecutionStatus status) => status switch
    {
        ExecutionStatus.Pending => "PENDING",
        ExecutionStatus.Running => "RUNNING",
        ExecutionStatus.Waiting => "WAITING",
        ExecutionStatus.Paused => "PAUSED",
        ExecutionStatus.Success => "SUCCESS",
        ExecutionStatus.Failed => "FAILED",
        ExecutionStatus.Cancelled => "CANCELLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is no status of a run"),
    };

    public static ExecutionStatus Parse(string text) => text switch
    {
        "PENDING" => ExecutionStatus.Pending,
        "RUNNING" => ExecutionStatus.Running,
        "WAITING" => ExecutionStatus.Waiting,
        "PAUSED" => ExecutionStatus.Paused,
        "SUCCESS" => ExecutionStatus.Success,
        "FAILED" => ExecutionStatus.Failed,
        "CANCELLED" => ExecutionStatus.Cancelled,
        _ => throw new NotSupportedException($"The database holds the status '{text}', which this version does not know: upgrade it"),
    };

    public static bool IsFinished(this ExecutionStatus status) => status is ExecutionStatus.Success or ExecutionStatus.Failed or ExecutionStatus.Cancelled;
}
