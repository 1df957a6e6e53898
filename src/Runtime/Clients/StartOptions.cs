namespace Perdure;

/// <summary>How a run is started.</summary>
public sealed record StartOptions
{
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3_653);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(36_525);

    /// <summary>The queue that workers claim it from. Default: <c>default</c>.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>Higher is claimed earlier; each point counts as ten seconds of waiting, so that nothing starves. From -1,000 to 1,000. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>
    /// Makes the start happen once, however often it is asked for: the same key of a workflow is the same run, whatever has become of it, for as long as it is in the tables. From 1 to 500
    /// characters. Null: each start is a run of its own.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// Lets starts under the same <see cref="Key"/> that come in quick succession become one run, which takes the input of the last of them. The key is that of these starts then, and not of one run for ever. Not within
    /// a transaction, nor of many at once. Null: each start counts.
    /// </summary>
    public Debounce? Debounce { get; init; }

    /// <summary>How long the run waits before its first step may start, from zero to ten years. It is in the tables at once, and holds nothing while it waits. Default: zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// The longest time of the run, from the moment at which it may begin, up to a hundred years: in the place of what <c>[Workflow(Timeout = …)]</c> says. A run that has not ended by then fails with a
    /// <see cref="TimeoutException"/>. Null: the workflow's.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The instant at which the run fails unless it has ended, in the place of a time-out. Null: none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// What the run is found by: texts by name, in plain, such as the number of a customer. At most 64, with names from 1 to 100 characters and values of at most 1,000. A step that is marked
    /// with <see cref="TagAttribute"/> adds its result, or replaces the one of that name. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    internal void Validate()
    {
        if (Tags.Count > 64) throw new ArgumentException($"StartOptions.Tags has {Tags.Count} tags: a run has at most 64");
        foreach ((string name, string value) in Tags)
        {
            if (TagText.FindProblem(name, value) is { } problem) throw new ArgumentException($"StartOptions.Tags has the tag '{name}', {problem}");
        }

        if (string.IsNullOrWhiteSpace(Queue)) throw new ArgumentException("StartOptions.Queue is empty: name a queue, or leave it out for 'default'");
        if (Key is { Length: 0 or > 500 }) throw new ArgumentException($"StartOptions.Key has {Key.Length} characters: a key has from 1 to 500, or is left out");
        if (Key?.Contains('\0') == true) throw new ArgumentException("StartOptions.Key has a character U+0000, which PostgreSQL cannot store: leave it out");
        if (Debounce?.FindProblem() is { } wrong) throw new ArgumentException(wrong);
        if (Debounce is not null && Key is null) throw new ArgumentException("StartOptions.Debounce has no key: set StartOptions.Key to what the starts are about");
        if (Debounce is not null && Delay != TimeSpan.Zero) throw new ArgumentException("StartOptions has both a Debounce and a Delay: leave the Delay out");
        if (Delay < TimeSpan.Zero || Delay > LongestDelay) throw new ArgumentException($"StartOptions.Delay is {Delay}: it goes from zero to ten years");
        if (Timeout <= TimeSpan.Zero || Timeout > LongestTimeout) throw new ArgumentException($"StartOptions.Timeout is {Timeout}: it is more than zero and at most a hundred years, or left out");
        if (Timeout is not null && Deadline is not null) throw new ArgumentException("StartOptions has both a Timeout and a Deadline: leave one of them out");
        if (Deadline is { Year: > 9_000 }) throw new ArgumentException($"StartOptions.Deadline is in the year {Deadline.Value.Year}: leave it out for none");
        if (Priority is < -1000 or > 1000) throw new ArgumentException($"StartOptions.Priority is {Priority}: it goes from -1000 to 1000");
    }
}
