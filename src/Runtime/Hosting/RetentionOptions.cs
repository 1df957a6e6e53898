namespace Perdure;

/// <summary>
/// For how long finished runs are kept, by how they ended; counted from the end of the run. What is not set is kept for ever, and nothing is set by default. Whatever host sets an
/// age deletes, whether it has a worker or not, for all runs of the database; it needs rights that a worker has no other use for (see the page on operations).
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>How long runs are kept that succeeded. Default: null, for ever.</summary>
    public TimeSpan? Succeeded { get; set; }

    /// <summary>How long runs are kept that failed. Default: null, for ever.</summary>
    public TimeSpan? Failed { get; set; }

    /// <summary>How long runs are kept that were cancelled. Default: null, for ever.</summary>
    public TimeSpan? Cancelled { get; set; }

    /// <summary>How long runs are kept that failed and whose steps are undone. Default: null, for ever.</summary>
    public TimeSpan? Compensated { get; set; }

    /// <summary>What is to be deleted, in the order in which it is.</summary>
    internal IReadOnlyList<(ExecutionStatus Status, TimeSpan Age)> Ages =>
    [
        .. Age(ExecutionStatus.Success, Succeeded),
        .. Age(ExecutionStatus.Failed, Failed),
        .. Age(ExecutionStatus.Cancelled, Cancelled),
        .. Age(ExecutionStatus.Compensated, Compensated),
    ];

    private static (ExecutionStatus Status, TimeSpan Age)[] Age(ExecutionStatus status, TimeSpan? age) => age is { } kept ? [(status, kept)] : [];
}
