namespace Perdure;

/// <summary>How events are read.</summary>
public sealed record TailOptions
{
    /// <summary>Which types of event, of <see cref="EventTypes"/>; null: all. Default: null.</summary>
    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>Whether to wait for what happens next. False: the reading ends with what is committed when it gets there. Default: true.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>How many checkpoints, of a few events each, one read of the database fetches: about so many, since a transaction is read whole. From 1 to 10,000. Default: 500.</summary>
    public int BatchSize { get; init; } = 500;

    internal void Validate()
    {
        if (BatchSize is < 1 or > 10_000) throw new ArgumentException($"TailOptions.BatchSize is {BatchSize}: it goes from 1 to 10,000");
        if (Types is null) return;
        if (Types.Count == 0) throw new ArgumentException("TailOptions.Types names no type: name some of EventTypes, or leave it out for all");
        foreach (string type in Types)
        {
            if (!EventTypes.All.Contains(type)) throw new ArgumentException($"TailOptions.Types names '{type}', and no event is of that type: take the names from EventTypes");
        }
    }

    internal bool Wants(string type) => Types is null || Types.Contains(type, StringComparer.Ordinal);
}
