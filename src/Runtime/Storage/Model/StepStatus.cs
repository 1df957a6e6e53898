namespace Perdure.Storage;

/// <summary>Where a step stands. Before it starts, waits or is skipped it has no row.</summary>
internal enum StepStatus
{
    None,
    Running,
    Waiting,
    Success,
    Failed,
    Cancelled,

    /// <summary>One that a newer worker wrote.</summary>
    Unknown,
}

internal static class StepStatusText
{
    /// <summary>Whether it does not change any more.</summary>
    public static bool IsSettled(this StepStatus status) => status is StepStatus.Success or StepStatus.Failed or StepStatus.Cancelled;

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

        // The run that it belongs to is handed back by whoever drives it: here it would take the others that are read with it along.
        _ => StepStatus.Unknown,
    };
}
