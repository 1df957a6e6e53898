namespace Perdure.Queries;

/// <summary>Which runs a list shows.</summary>
public sealed record ExecutionPageRequest
{
    /// <summary>The runs of this workflow; null: of all.</summary>
    public string? Workflow { get; init; }

    /// <summary>The runs of this status; null: of all.</summary>
    public string? Status { get; init; }

    /// <summary>The runs that have all of these tags, by name and value; none: whatever they have.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The <see cref="ExecutionPage.Next"/> of the page before; null: the first page.</summary>
    public ExecutionCursor? After { get; init; }

    /// <summary>How many runs a page has at most; from 1.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>A position in the list of runs, newest first. Runs that are started later do not move it.</summary>
/// <param name="CreatedAt">When the run at that position was started.</param>
/// <param name="Id">The run at that position.</param>
public sealed record ExecutionCursor(DateTimeOffset CreatedAt, Guid Id);

/// <summary>Some runs, newest first.</summary>
/// <param name="Items">The runs.</param>
/// <param name="Next">Where the next page begins; null: this is the last one.</param>
public sealed record ExecutionPage(IReadOnlyList<ExecutionSummary> Items, ExecutionCursor? Next);
