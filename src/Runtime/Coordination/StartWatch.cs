using System.Collections.Concurrent;

namespace Perdure.Coordination;

/// <summary>
/// Sees to it that the start of a step which lasts is recorded: a pure code step has no commit of its own before it runs, and most have settled by the time that
/// one would be worth it. One timer for all, and none while nothing runs.
/// </summary>
internal sealed class StartWatch(TimeProvider time) : IDisposable
{
    /// <summary>How long a step may run before it is told of: shorter than anyone looks, longer than a commit.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentQueue<RunDriver> watched = new();
    private readonly Lock gate = new();
    private ITimer? timer;
    private bool ticking;
    private bool disposed;

    /// <summary>Looks at a run from now on, until all its starts are told of.</summary>
    public void Watch(RunDriver driver)
    {
        if (!driver.SetWatched(true)) return;
        watched.Enqueue(driver);
        Schedule();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer?.Dispose();
        }
    }

    private void Schedule()
    {
        if (Volatile.Read(ref ticking)) return;
        lock (gate)
        {
            if (disposed || ticking) return;
            Volatile.Write(ref ticking, true);
            timer ??= time.CreateTimer(static watch => ((StartWatch)watch!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(Moment, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        for (int left = watched.Count; left > 0 && watched.TryDequeue(out RunDriver? driver); left--) Look(driver);
        Volatile.Write(ref ticking, false);
        if (!watched.IsEmpty) Schedule();
    }

    private void Look(RunDriver driver)
    {
        long since = driver.UnrecordedSince;
        if (since != 0 && time.GetElapsedTime(since) < Moment)
        {
            watched.Enqueue(driver);
            return;
        }

        driver.SetWatched(false);
        if (since != 0) driver.RecordStarts();

        // A start between the look and the giving up of the place found the place taken.
        else if (driver.UnrecordedSince != 0) Watch(driver);
    }
}
