namespace Perdure.Queries;

/// <summary>A run that has not ended, and what it waits for.</summary>
public sealed record UnfinishedRow
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>The version of the plan that it was started with.</summary>
    public required int Version { get; init; }

    /// <summary>PENDING, RUNNING or WAITING.</summary>
    public required string Status { get; init; }

    /// <summary>When a client started it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The worker that holds it; null: it is free.</summary>
    public string? HeldBy { get; init; }

    /// <summary>When that worker's lease ends unless it is heard of.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>From when on a worker may claim it.</summary>
    public DateTimeOffset? Due { get; init; }
}
