namespace Perdure;

/// <summary>How a run is forked from another.</summary>
public sealed record ForkOptions
{
    /// <summary>
    /// Results in the place of those that the other run has recorded, or has not: by the step's id, of the type that the step returns. What waits for such a step runs anew, and the step
    /// itself does not run.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Results { get; init; } = new Dictionary<string, object?>();

    /// <summary>The queue that workers claim it from; null: that of the other run.</summary>
    public string? Queue { get; init; }

    /// <summary>Its priority, from -1,000 to 1,000; null: that of the other run.</summary>
    public int? Priority { get; init; }

    internal void Validate()
    {
        if (Queue is not null && string.IsNullOrWhiteSpace(Queue)) throw new ArgumentException("ForkOptions.Queue is empty: name a queue, or leave it out for that of the run that is forked");
        if (Priority is < -1000 or > 1000) throw new ArgumentException($"ForkOptions.Priority is {Priority}: it goes from -1000 to 1000");
    }
}
