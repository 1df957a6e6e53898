namespace Perdure.Queries;

/// <summary>A run.</summary>
public sealed record ExecutionRow
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>The version of the plan that it was started with.</summary>
    public required int Version { get; init; }

    /// <summary>PENDING, RUNNING, WAITING, PAUSED, SUCCESS, FAILED or CANCELLED.</summary>
    public required string Status { get; init; }

    /// <summary>The queue that it is claimed from.</summary>
    public required string Queue { get; init; }

    /// <summary>Higher is claimed earlier.</summary>
    public required int Priority { get; init; }

    /// <summary>What it was given, as JSON.</summary>
    public string? Input { get; init; }

    /// <summary>What it returned, as JSON, when the status is SUCCESS.</summary>
    public string? Output { get; init; }

    /// <summary>Why it failed, as JSON, when the status is FAILED.</summary>
    public string? Error { get; init; }

    /// <summary>When a client started it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a worker first took it up.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The run that it was forked from; null: it was started by itself.</summary>
    public Guid? ForkedFrom { get; init; }
}
