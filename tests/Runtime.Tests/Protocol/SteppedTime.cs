namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A monotonic clock, with timers, that moves when a test says so.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private long now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    /// <summary>How many timers are set.</summary>
    public int Timers
    {
        get
        {
            lock (gate) return alarms.Count(alarm => alarm.Due is not null);
        }
    }

    /// <summary>Moves the clock, and rings what is due by then.</summary>
    public void Advance(TimeSpan by)
    {
        long then = Interlocked.Add(ref now, by.Ticks);
        Alarm[] due;
        lock (gate) due = [.. alarms.Where(alarm => alarm.Due <= then)];
        foreach (Alarm alarm in due) alarm.Ring(then);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        lock (gate) alarms.Add(alarm);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(SteppedTime time, Action ring) : ITimer
    {
        private TimeSpan period;

        public long? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.GetTimestamp() + dueTime.Ticks;
            return true;
        }

        public void Ring(long at)
        {
            Due = period == Timeout.InfiniteTimeSpan ? null : at + period.Ticks;
            ring();
        }

        public void Dispose()
        {
            lock (time.gate) time.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
