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
    /// <summary>The run that it was forked from; null: it was started by itself.</summary>
    public Guid? ForkedFrom { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsFinished => Status.IsFinished();
}
