using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Storage;

namespace Perdure.Queues;

/// <summary>
/// Grants the free slots of queues on behalf of one worker: after each of its commits that changes a queue, when a rate allows for more, and at each slow poll, for what a worker that has died left
/// ungranted. In transactions of its own: a batch of checkpoints that waited for the lock of a queue would hold up runs that have nothing to do with it. Without a queue it does nothing.
/// </summary>
/// <param name="store">Grants.</param>
/// <param name="patience">Asks until there is an answer.</param>
/// <param name="tell">Told of each run that was granted a slot.</param>
/// <param name="hasQueues">Whether the worker has any queue.</param>
/// <param name="slowPoll">How often it looks unasked.</param>
/// <param name="time">For its waits.</param>
/// <param name="logger">For what goes wrong.</param>
internal sealed partial class QueueGranter(IQueueStore store, Patience patience, Action<Guid> tell, bool hasQueues, TimeSpan slowPoll, TimeProvider time, ILogger logger)
{
    /// <summary>A rate is not asked after more often than this: what it allows for meanwhile is granted together.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> due = new(StringComparer.Ordinal);
    private TaskCompletionSource hint = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something has changed in a queue. While it is being asked about, once more is enough.</summary>
    public void Ask(string queue)
    {
        lock (gate)
        {
            if (!asked.Add(queue)) return;
        }

        Volatile.Read(ref hint).TrySetResult();
    }

    /// <summary>Grants until the worker ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!hasQueues) return;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await PollAsync(cancellationToken).ConfigureAwait(false);
                await GrantUntilPollAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The worker ends, or its incarnation is over.
                return;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // Other workers grant as well, and this one looks again: without this loop nobody here would.
                LogNotGranted(logger, failure);
                await Task.Delay(slowPoll, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        foreach (string queue in await patience.AskAsync(store.ListLinesAsync, cancellationToken).ConfigureAwait(false)) Ask(queue);
    }

    private async Task GrantUntilPollAsync(CancellationToken cancellationToken)
    {
        long from = time.GetTimestamp();
        while (true)
        {
            // Taken before it is looked: whoever asks later completes this one.
            Task next = NextHint();
            foreach (string queue in TakeAsked()) await GrantAsync(queue, cancellationToken).ConfigureAwait(false);
            TimeSpan left = slowPoll - time.GetElapsedTime(from);
            if (left <= TimeSpan.Zero) return;
            await next.EndsWithinAsync(UntilDue() is var soon && soon < left ? soon : left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task NextHint()
    {
        if (hint.Task.IsCompleted) Volatile.Write(ref hint, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            if (asked.Count > 0) hint.TrySetResult();
        }

        return hint.Task;
    }

    private List<string> TakeAsked()
    {
        long now = time.GetTimestamp();
        List<string> taken = [.. due.Where(one => one.Value <= now).Select(one => one.Key)];
        lock (gate)
        {
            taken.AddRange(asked.Except(taken));
            asked.Clear();
        }

        return taken;
    }

    private TimeSpan UntilDue()
    {
        if (due.Count == 0) return TimeSpan.MaxValue;
        TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), due.Values.Min());
        return left > ShortestPause ? left : ShortestPause;
    }

    private async Task GrantAsync(string queue, CancellationToken cancellationToken)
    {
        GrantedSlots granted = await patience.AskAsync(asking => store.GrantAsync(queue, asking), cancellationToken).ConfigureAwait(false);
        foreach (Guid run in granted.Runs.Distinct()) tell(run);
        if (granted.AskAgain is { } again) due[queue] = time.GetTimestamp() + (long)(again.TotalSeconds * time.TimestampFrequency);
        else due.Remove(queue);
    }

    [LoggerMessage(1001, LogLevel.Error, "Slots of queues could not be granted; it is tried again at the next look")]
    private static partial void LogNotGranted(ILogger logger, Exception failure);
}
