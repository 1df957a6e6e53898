namespace Perdure;

/// <summary>How a run is started.</summary>
public sealed record StartOptions
{
    /// <summary>The queue that workers claim it from. Default: <c>default</c>.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>Higher is claimed earlier; each point counts as ten seconds of waiting, so that nothing starves. From -1,000 to 1,000. Default: 0.</summary>
    public int Priority { get; init; }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Queue)) throw new ArgumentException("StartOptions.Queue is empty: name a queue, or leave it out for 'default'");
        if (Priority is < -1000 or > 1000) throw new ArgumentException($"StartOptions.Priority is {Priority}: it goes from -1000 to 1000");
    }
}
