using System.Collections.Concurrent;
using Perdure.Coordination.Driving;

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
    private int ticking;
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
        // Exchanged here and in Tick, and not merely read and written: whoever queues a run and finds the timer set comes before the end of that tick, which then finds the run. With less
        // than a full fence on both sides each could see what was before the other's write, and nobody would look at the run again.
        if (Interlocked.Exchange(ref ticking, 1) == 1) return;
        lock (gate)
        {
            if (disposed) return;
            timer ??= time.CreateTimer(static watch => ((StartWatch)watch!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(Moment, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        for (int left = watched.Count; left > 0 && watched.TryDequeue(out RunDriver? driver); left--) Look(driver);
        Interlocked.Exchange(ref ticking, 0);
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
