using System.Collections.Concurrent;
using Perdure.Coordination.Modifiers;
using Perdure.Coordination.Notices;

namespace Perdure.Coordination;

/// <summary>
/// Hints inside one process, from its own client and worker and from notifications of the database: work is ready, a run has mail, a run has
/// ended, events were committed, somebody follows them.
/// A lost hint costs time until the next slow poll, never correctness.
/// </summary>
internal sealed class Wakeups
{
    private readonly ConcurrentDictionary<Guid, Awaited> ends = new();
    private TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? events;
    private TaskCompletionSource published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For those who read what steps emit.</summary>
    public StreamWatches Streams { get; } = new();

    /// <summary>Raised with a run that somebody left a message for.</summary>
    public event Action<Guid>? Mail;

    /// <summary>Raised when a process follows the events, with which one, and for how long it wants to hear of new ones.</summary>
    public event Action<Guid, TimeSpan>? Followed;

    /// <summary>Completed at the next hint that work may be ready; take it before looking, and wait for it after.</summary>
    public Task NextReady => Volatile.Read(ref ready).Task;

    /// <summary>Completed at the next hint that a workflow was published; take it before looking, and wait for it after.</summary>
    public Task NextPublished => Volatile.Read(ref published).Task;

    /// <summary>Completed at the next hint that events were committed; take it before looking, and wait for it after.</summary>
    public Task NextEvents
    {
        get
        {
            TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref events, next, null) ?? next).Task;
        }
    }

    public void SignalReady() =>
        Interlocked.Exchange(ref ready, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public void SignalPublished() =>
        Interlocked.Exchange(ref published, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public void SignalMail(Guid executionId)
    {
        Mail?.Invoke(executionId);
        SignalReady();
    }

    /// <summary>Once a commit: where nobody waits, it costs a look.</summary>
    public void SignalEvents()
    {
        if (Volatile.Read(ref events) is not null) Interlocked.Exchange(ref events, null)?.TrySetResult();
    }

    public void SignalFollowed(Guid process, TimeSpan length) => Followed?.Invoke(process, length);

    public void SignalEnd(Guid executionId)
    {
        if (ends.TryGetValue(executionId, out Awaited? waiting)) waiting.Ended.TrySetResult();
        Streams.Signal(executionId);
    }

    /// <summary>Registers interest in the end of a run; dispose it when it is no longer of interest.</summary>
    public Waiter WaitForEnd(Guid executionId)
    {
        while (true)
        {
            Awaited waiting = ends.GetOrAdd(executionId, static _ => new Awaited());
            lock (waiting)
            {
                if (waiting.Removed) continue;
                waiting.Waiters++;
                return new Waiter(this, executionId, waiting);
            }
        }
    }

    internal sealed class Awaited
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }

        public bool Removed { get; set; }
    }

    /// <summary>One who waits for the end of a run.</summary>
    internal sealed class Waiter(Wakeups wakeups, Guid executionId, Awaited waiting) : IDisposable
    {
        /// <summary>Waits for the hint, or for so long.</summary>
        public Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken) => waiting.Ended.Task.EndsWithinAsync(atMost, time, cancellationToken);

        public void Dispose()
        {
            lock (waiting)
            {
                if (--waiting.Waiters > 0) return;
                waiting.Removed = true;
                wakeups.ends.TryRemove(new KeyValuePair<Guid, Awaited>(executionId, waiting));
            }
        }
    }
}
