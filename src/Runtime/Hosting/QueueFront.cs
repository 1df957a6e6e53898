namespace Perdure;

/// <summary>
/// From where the queue is read on. What was claimed stays in the index, in front of what is due, for as long as anybody's old snapshot lasts, and a look from the start reads past all of
/// it: 2 ms become 20 after 200,000 runs. So a look goes on from where the last one got to. One from the start, which alone finds what came in front since (a higher priority, a commit that
/// was late), follows at once where it costs nothing, and takes one part in twenty of the time where it does.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class QueueFront(TimeProvider time)
{
    private const int Share = 20;
    private double reached = double.NegativeInfinity;
    private bool fromStart;
    private long began;
    private long lastFromStart;
    private TimeSpan pause;

    private bool HasSeenAll => fromStart || lastFromStart == 0;

    private TimeSpan Left => lastFromStart == 0 ? TimeSpan.Zero : Max(TimeSpan.Zero, pause - time.GetElapsedTime(lastFromStart));

    /// <summary>
    /// How long until looks of both fronts are from the start; null: the last ones were. At once, for they follow each other: each by itself, they could wake a worker in turns for ever,
    /// one of them always from further on.
    /// </summary>
    public static TimeSpan? UntilStart(QueueFront one, QueueFront other) => one.HasSeenAll && other.HasSeenAll ? null : Max(one.Left, other.Left);

    /// <summary>Begins a look.</summary>
    /// <returns>From where to read.</returns>
    public double Begin()
    {
        began = time.GetTimestamp();
        fromStart = lastFromStart == 0 || time.GetElapsedTime(lastFromStart, began) >= pause;
        return fromStart ? double.NegativeInfinity : reached;
    }

    /// <summary>Ends the look that was begun.</summary>
    /// <param name="through">Where it got to: all that stands before was seen. Null: it saw nothing.</param>
    public void End(double? through)
    {
        if (through is { } now) reached = now;
        if (!fromStart) return;
        lastFromStart = time.GetTimestamp();
        pause = time.GetElapsedTime(began, lastFromStart) * Share;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
