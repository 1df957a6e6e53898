using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Streams;

/// <summary>Reads the stream of a run page by page, and waits for more. Hints end a wait early; what is there is decided by the tables alone, looked at again at every hint and at every slow poll.</summary>
internal sealed class StreamTail(
    IStreamStore store, PayloadSerializer serializer, Wakeups wakeups, Notifier notifier, NotificationListener listener, PerdureOptions options, TimeProvider time)
{
    /// <summary>The shortest time between two looks of one who reads along: tokens come faster, and each look brings all of them.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    public async IAsyncEnumerable<StreamItem<T>> ReadAsync<T>(
        Guid executionId, StreamOptions stream, JsonTypeInfo<T>? typeInfo, Patience patience, bool isUncommitted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (stream.Follow) await listener.EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        using StreamWatches.Watch watch = wakeups.Streams.Begin(executionId);
        long position = stream.From;
        var isKnown = false;
        while (true)
        {
            (Task hint, long asked, long after) = (watch.Next, time.GetTimestamp(), position);
            StreamPage? page = await patience.AskAsync(asking => store.ReadAsync(executionId, after, stream.StepId, stream.BatchSize, asking), cancellationToken).ConfigureAwait(false);

            // Only ended runs are deleted: one that was there has nothing more to tell.
            if (page is null && isKnown) yield break;
            if (page is null) throw new ExecutionNotFoundException(executionId, isUncommitted);
            isKnown = true;
            foreach (StreamRow row in page.Rows)
            {
                position = row.Position;
                if (row.Value is { } value) yield return Item(executionId, row, value, typeInfo);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (page.MayHaveMore) continue;
            if (!stream.Follow || page.Status.IsFinished()) yield break;
            await WaitAsync(hint, asked, cancellationToken).ConfigureAwait(false);
        }
    }

    private StreamItem<T> Item<T>(Guid executionId, StreamRow row, StoredPayload value, JsonTypeInfo<T>? typeInfo) => new(
        row.Position,
        row.StepId,
        row.Item,
        row.Round,
        row.Attempt,
        row.IsUndo,
        serializer.Read(value, typeInfo, new PayloadPlace(executionId), $"item {row.Position} of the stream of execution {executionId}, which step '{row.StepId}' emitted,")!,
        row.At);

    /// <summary>Waits for the hint or the slow poll, and for so long at least that the database is not asked without a pause.</summary>
    private async Task WaitAsync(Task hint, long asked, CancellationToken cancellationToken)
    {
        notifier.Follow(options.SlowPoll);
        TimeSpan poll = listener.IsListening ? options.SlowPoll : TimeSpan.FromMilliseconds(Math.Min(250, options.SlowPoll.TotalMilliseconds));
        await hint.EndsWithinAsync(poll, time, cancellationToken).ConfigureAwait(false);
        TimeSpan left = ShortestWait - time.GetElapsedTime(asked);
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
    }
}
