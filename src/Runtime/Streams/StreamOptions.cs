namespace Perdure;

/// <summary>How the stream of a run is read.</summary>
public sealed record StreamOptions
{
    /// <summary>Behind which item to begin: the <see cref="StreamItem{T}.Position"/> of the last one that was dealt with. Default: 0, with the first.</summary>
    public long From { get; init; }

    /// <summary>The durable id of the step whose items are read; null: those of all steps, which then have to be of one type. Default: null.</summary>
    public string? StepId { get; init; }

    /// <summary>Whether to wait for what is emitted next, until the run has ended. False: the reading ends with what is there when it gets there. Default: true.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>How many items one read of the database fetches at most. From 1 to 10,000. Default: 500.</summary>
    public int BatchSize { get; init; } = 500;

    internal void Validate()
    {
        if (From < 0) throw new ArgumentException($"StreamOptions.From is {From}: take the Position of the last item that was dealt with, or 0 for all");
        if (BatchSize is < 1 or > 10_000) throw new ArgumentException($"StreamOptions.BatchSize is {BatchSize}: it goes from 1 to 10,000");
        if (StepId is not null && string.IsNullOrWhiteSpace(StepId)) throw new ArgumentException("StreamOptions.StepId is empty: name a step, or leave it out for all");
    }
}
