using System.Runtime.CompilerServices;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Storage;

namespace Perdure.Events;

/// <summary>
/// Reads events page by page, and waits for more. Hints end a wait early: from the lanes of this process, and from other processes, which are told that somebody follows. What is
/// there is decided by the tables alone, looked at again at every hint and at every slow poll.
/// </summary>
internal sealed class EventTail(
    IExecutionStore store, Wakeups wakeups, Notifier notifier, NotificationListener listener, PerdureOptions options, TimeProvider time, Patience patience)
{
    /// <summary>From how many lanes a page is read: as many as write at a time, mostly. Those whose next batch is the oldest come first, so the others have their turn.</summary>
    private const int LanesOfAPage = 8;

    /// <summary>The shortest time between two looks of one who follows: commits come faster, and each look tells of all of them.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    public async IAsyncEnumerable<ExecutionEvent> ReadAllAsync(EventPosition from, TailOptions tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (tail.Follow) await listener.EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        var cursor = new TailCursor(from);
        int lanes = LanesOfAPage;
        while (true)
        {
            (Task hint, long asked) = (wakeups.NextEvents, time.GetTimestamp());
            TailRequest request = cursor.Next(lanes, tail.BatchSize);
            TailPage page = await patience.AskAsync(asking => store.ReadTailAsync(request, asking), cancellationToken).ConfigureAwait(false);
            var told = false;
            foreach (ExecutionEvent one in cursor.Tell(page))
            {
                told = true;
                if (tail.Wants(one.Type)) yield return one;
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (MayHaveMore(request, page, cursor))
            {
                // A page of which nothing could be told waits for a lane that is not in it: the next one is of all.
                if (told || lanes != int.MaxValue)
                {
                    lanes = told ? LanesOfAPage : int.MaxValue;
                    continue;
                }
            }

            lanes = LanesOfAPage;
            if (!tail.Follow) yield break;
            await WaitAsync(hint, asked, cancellationToken).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<ExecutionEvent> ReadRunAsync(Guid executionId, long afterSeq, TailOptions tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (tail.Follow) await listener.EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        var isKnown = false;
        while (true)
        {
            (Task hint, long asked) = (wakeups.NextEvents, time.GetTimestamp());
            long after = afterSeq;
            RunTailPage? page = await patience.AskAsync(asking => store.ReadRunTailAsync(executionId, after, tail.BatchSize, asking), cancellationToken).ConfigureAwait(false);

            // Only ended runs are deleted: one that was there has nothing more to tell.
            if (page is null && isKnown) yield break;
            if (page is null) throw new ExecutionNotFoundException(executionId);
            isKnown = true;
            foreach (RunTailRow row in page.Rows)
            {
                foreach (ExecutionEvent one in JournalEvents.Read(executionId, row.Seq, row.CreatedAt, row.Events))
                {
                    if (one.Seq <= afterSeq) continue;
                    afterSeq = one.Seq;
                    if (tail.Wants(one.Type)) yield return one with { Position = EventPosition.OfRun(executionId, one.Seq) };
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            if (page.Rows.Count == tail.BatchSize) continue;
            if (!tail.Follow || page.Status.IsFinished()) yield break;
            await WaitAsync(hint, asked, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayHaveMore(TailRequest request, TailPage page, TailCursor cursor)
    {
        if (page.Waiting.Count == 0) return false;
        int share = request.ShareOf(page.Waiting.Count);
        return cursor.HeldBack || page.Waiting.Count > request.Lanes || page.Rows.GroupBy(static row => row.Lane).Any(lane => lane.Count() >= share);
    }

    /// <summary>Waits for the hint or the slow poll, and for so long at least that a busy database is not asked without a pause.</summary>
    private async Task WaitAsync(Task hint, long asked, CancellationToken cancellationToken)
    {
        notifier.Follow(options.SlowPoll);
        await hint.EndsWithinAsync(options.SlowPoll, time, cancellationToken).ConfigureAwait(false);
        TimeSpan left = ShortestWait - time.GetElapsedTime(asked);
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
    }
}
