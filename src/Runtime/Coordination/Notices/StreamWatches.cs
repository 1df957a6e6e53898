namespace Perdure.Coordination.Notices;

/// <summary>Hints that something was emitted, or that a run has ended, for those of this process who read its stream. A lost hint costs time until the next slow poll.</summary>
internal sealed class StreamWatches
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<Watch>> watches = [];

    /// <summary>How many streams are read.</summary>
    public int Count
    {
        get
        {
            lock (gate) return watches.Count;
        }
    }

    /// <summary>Looks out for hints from now on, until it is disposed of.</summary>
    public Watch Begin(Guid executionId)
    {
        var watch = new Watch(this, executionId);
        lock (gate)
        {
            if (watches.TryGetValue(executionId, out List<Watch>? others)) others.Add(watch);
            else watches.Add(executionId, [watch]);
        }

        return watch;
    }

    /// <summary>Something new is in the stream of a run, or nothing more will be.</summary>
    public void Signal(Guid executionId)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(executionId, out List<Watch>? readers)) return;
            foreach (Watch watch in readers) watch.Signal();
        }
    }

    /// <summary>Something new may be in any stream.</summary>
    public void SignalAll()
    {
        lock (gate)
        {
            foreach (Watch watch in watches.Values.SelectMany(static readers => readers)) watch.Signal();
        }
    }

    private void End(Guid executionId, Watch watch)
    {
        lock (gate)
        {
            if (watches.TryGetValue(executionId, out List<Watch>? readers) && readers.Remove(watch) && readers.Count == 0) watches.Remove(executionId);
        }
    }

    /// <summary>One who reads a stream.</summary>
    internal sealed class Watch(StreamWatches all, Guid executionId) : IDisposable
    {
        private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completed at the next hint; take it before looking, and wait for it after.</summary>
        public Task Next => Volatile.Read(ref next).Task;

        public void Signal() => Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

        public void Dispose() => all.End(executionId, this);
    }
}
