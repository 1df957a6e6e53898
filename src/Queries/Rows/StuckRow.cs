namespace Perdure.Queries;

/// <summary>A run that has not ended and that nothing moves.</summary>
public sealed record StuckRow
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

    /// <summary>From when on a worker may claim it, if one could.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary><c>NOTHING_DUE</c>: nobody holds it, and it has no due time; a defect. <c>NO_WORKER</c>: no live worker has its queue and plan; start one.</summary>
    public required string Reason { get; init; }
}
