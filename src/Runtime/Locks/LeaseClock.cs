namespace Perdure.Locks;

/// <summary>
/// Whether this process may still start a step: for lease − margin since it sent its last good heartbeat, on its own monotonic clock. The first thing
/// that a process learns after it was stopped and goes on. What is written is fenced besides; this keeps effects from happening twice.
/// </summary>
internal sealed class LeaseClock(TimeSpan lease, TimeSpan margin, TimeProvider time)
{
    private readonly Lock gate = new();
    private TaskCompletionSource renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long sent = time.GetTimestamp();

    public bool MayStart
    {
        get
        {
            lock (gate) return time.GetElapsedTime(sent) < lease - margin;
        }
    }

    /// <summary>How long ago the last good heartbeat was sent.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (gate) return time.GetElapsedTime(sent);
        }
    }

    /// <summary>Whether the lease has passed without a good heartbeat, as this process sees it.</summary>
    public bool HasPassed
    {
        get
        {
            lock (gate) return time.GetElapsedTime(sent) >= lease;
        }
    }

    /// <summary>Records a good heartbeat.</summary>
    /// <param name="sentAt">When it was sent, not answered: the database counts from somewhere between.</param>
    public void Renew(long sentAt)
    {
        lock (gate)
        {
            sent = sentAt;
            renewed.TrySetResult();
            renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until a step may be started.</summary>
    /// <param name="cancellationToken">Cancelled when the incarnation is over.</param>
    public async Task WaitUntilMayStartAsync(CancellationToken cancellationToken)
    {
        while (!MayStart)
        {
            Task next;
            lock (gate) next = renewed.Task;
            if (!MayStart) await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
