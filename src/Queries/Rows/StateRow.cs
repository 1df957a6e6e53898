namespace Perdure.Queries;

/// <summary>The state of a run.</summary>
public sealed record StateRow
{
    /// <summary>The snapshot, as JSON: counters and a low-water mark. <c>{}</c> before a worker took the run up.</summary>
    public required string State { get; init; }

    /// <summary>The results that its steps recorded, as a JSON object by step.</summary>
    public required string Results { get; init; }

    /// <summary>When the snapshot was last written.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
