namespace Perdure;

/// <summary>
/// When the claim loop looks at the queue again. It asks the tables when the next run is due and sleeps to that; what is parked here while it asks or sleeps is told of here, and would
/// else lie until the slow poll.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="wake">Ends the sleep.</param>
internal sealed class NextLook(TimeProvider time, Action wake)
{
    private readonly Lock gate = new();
    private long earliest = long.MaxValue;
    private long wakesAt = long.MinValue;

    /// <summary>The tables are about to be asked: what is told of from now on may not be in the answer.</summary>
    public void Begin()
    {
        lock (gate) (earliest, wakesAt) = (long.MaxValue, long.MinValue);
    }

    /// <summary>The sleep begins.</summary>
    /// <param name="atMost">How long it may be by what the tables said.</param>
    /// <returns>How long it may be.</returns>
    public TimeSpan Sleep(TimeSpan atMost)
    {
        lock (gate)
        {
            long now = time.GetTimestamp();
            wakesAt = Math.Min(now + Ticks(atMost), earliest);
            return wakesAt > now ? time.GetElapsedTime(now, wakesAt) : TimeSpan.Zero;
        }
    }

    /// <summary>A run is parked here, and due after so long.</summary>
    public void Tell(TimeSpan dueIn)
    {
        lock (gate)
        {
            long due = time.GetTimestamp() + Ticks(dueIn);
            earliest = Math.Min(earliest, due);
            if (due >= wakesAt) return;
            wakesAt = due;
        }

        wake();
    }

    private long Ticks(TimeSpan span) => (long)(Math.Min(span.TotalSeconds, TimeSpan.FromDays(1).TotalSeconds) * time.TimestampFrequency);
}
