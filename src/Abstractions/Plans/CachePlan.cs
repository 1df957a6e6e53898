namespace Perdure;

/// <summary>That runs take the recorded results of one another at a step.</summary>
/// <param name="timeToLive">For how long a result is good.</param>
public sealed class CachePlan(TimeSpan timeToLive)
{
    /// <summary>For how long a result is good.</summary>
    public TimeSpan TimeToLive { get; } = timeToLive;

    /// <summary>Among whom results are shared.</summary>
    public CacheScope Scope { get; init; }

    /// <summary>A text that is part of the key; null: none.</summary>
    public string? Version { get; init; }

    /// <summary>What the step takes other than whole results, as a document says it: members, and literals. Part of the key; null: nothing.</summary>
    public string? Takes { get; init; }
}
