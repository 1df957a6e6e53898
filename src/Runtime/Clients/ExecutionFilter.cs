namespace Perdure;

/// <summary>Which runs to list; what is null does not narrow the list.</summary>
public sealed record ExecutionFilter
{
    /// <summary>Runs of this workflow.</summary>
    public string? Workflow { get; init; }

    /// <summary>Runs that stand so.</summary>
    public ExecutionStatus? Status { get; init; }

    /// <summary>Runs created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Runs that have all of these tags, by name and value.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>How many at most; null: all.</summary>
    public int? Limit { get; init; }
}
