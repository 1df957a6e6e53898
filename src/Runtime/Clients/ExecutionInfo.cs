namespace Perdure;

/// <summary>What is known of a run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Version">The version of the plan that it was started with.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="CreatedAt">When it was started by a client, by the database's clock.</param>
/// <param name="StartedAt">When a worker first took it up.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record ExecutionInfo(
    Guid Id,
    string Workflow,
    int Version,
    ExecutionStatus Status,
    StepError? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>Whether it has ended.</summary>
    public bool IsFinished => Status.IsFinished();
}

/// <summary>Which runs to list; what is null does not narrow the list.</summary>
public sealed record ExecutionFilter
{
    /// <summary>Runs of this workflow.</summary>
    public string? Workflow { get; init; }

    /// <summary>Runs that stand so.</summary>
    public ExecutionStatus? Status { get; init; }

    /// <summary>Runs created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>How many at most; null: all.</summary>
    public int? Limit { get; init; }
}
