namespace Perdure.Queries;

/// <summary>A run in a list.</summary>
public sealed record ExecutionSummary
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>The version of the plan that it was started with.</summary>
    public required int Version { get; init; }

    /// <summary>PENDING, RUNNING, WAITING, PAUSED, SUCCESS, FAILED or CANCELLED.</summary>
    public required string Status { get; init; }

    /// <summary>When a client started it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a worker first took it up.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
