namespace Documents.Display;

/// <summary>Where a step stands.</summary>
internal enum StepStatus
{
    Pending,
    Running,
    Done,
    RetryScheduled,
    Failed,
}

/// <summary>Where a step of a run stands, as its events tell.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempt">The attempt.</param>
internal readonly record struct StepProgress(StepStatus Status, int Attempt);
