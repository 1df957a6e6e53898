using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Perdure.Storage;

namespace Perdure.Checkpoints;

/// <summary>
/// One queue of checkpoints with one batch in flight. Its batches are numbered 1, 2, 3 in commit order, without a gap: the number of a batch that
/// wrote nothing is used again, and after an unknown outcome a new lane with a new id begins.
/// </summary>
internal sealed partial class Lane : IAsyncDisposable
{
    /// <summary>Bounds the time of one statement; a run more costs about 20 µs of it.</summary>
    private const int MaxBatch = 500;

    private readonly IExecutionStore store;
    private readonly Guid incarnation;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Channel<PendingCheckpoint> queue = Channel.CreateUnbounded<PendingCheckpoint>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private Guid? id;
    private long lastBatch;
    private long busySince;

    public Lane(IExecutionStore store, Guid incarnation, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.incarnation = incarnation;
        this.time = time;
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    /// <summary>For how long there has been work without any progress.</summary>
    public TimeSpan StalledFor => Interlocked.Read(ref busySince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    public Task<CheckpointResult> WriteAsync(Checkpoint checkpoint)
    {
        if (checkpoint.Events.Count == 0) throw new ArgumentException("A checkpoint without events could not be told from one that was never written", nameof(checkpoint));
        var pending = new PendingCheckpoint(checkpoint);
        if (!queue.Writer.TryWrite(pending)) pending.Lose();
        return pending.Result;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (!stopping.IsCancellationRequested) await stopping.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync(stopping.Token).ConfigureAwait(false))
            {
                Progressed();
                await CommitAsync(TakeBatch()).ConfigureAwait(false);
                if (!queue.Reader.TryPeek(out _)) Interlocked.Exchange(ref busySince, 0);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The incarnation is over, and a commit that was cancelled may fail in any way: whoever takes the runs over finds what was committed.
        }
        finally
        {
            queue.Writer.TryComplete();
            while (queue.Reader.TryRead(out PendingCheckpoint? left)) left.Lose();
        }
    }

    private List<PendingCheckpoint> TakeBatch()
    {
        var batch = new List<PendingCheckpoint>();
        while (batch.Count < MaxBatch && queue.Reader.TryRead(out PendingCheckpoint? next)) batch.Add(next);
        return batch;
    }

    /// <summary>Commits a batch, and settles each of its checkpoints; those whose runs are locked for a moment come back through the queue.</summary>
    private async Task CommitAsync(List<PendingCheckpoint> pending)
    {
        try
        {
            for (var attempt = 1; pending.Count > 0; attempt++)
            {
                Batch? batch = null;
                try
                {
                    batch = new Batch(incarnation, await OpenAsync().ConfigureAwait(false), lastBatch + 1, [.. pending.Select(one => one.Checkpoint)]);
                    PausePoints.Reach("batch built");
                    IReadOnlySet<Guid> written = await store.CommitAsync(batch, stopping.Token).ConfigureAwait(false);
                    if (written.Count > 0) lastBatch++;
                    Progressed();
                    foreach (PendingCheckpoint one in pending.Where(one => written.Contains(one.Checkpoint.ExecutionId))) one.Commit();
                    // What is left goes through the same door again: should its holder not be told now, the outcome of these alone is unknown.
                    pending = [.. pending.Where(one => !written.Contains(one.Checkpoint.ExecutionId))];
                    await SettleUnwrittenAsync(pending).ConfigureAwait(false);
                    return;
                }
                catch (Exception failure) when (!stopping.IsCancellationRequested)
                {
                    pending = await OvercomeAsync(failure, batch, pending, attempt).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Only when the lane ends: each of them has been settled otherwise, or is in the queue.
            if (stopping.IsCancellationRequested) foreach (PendingCheckpoint one in pending) one.Lose();
        }
    }

    /// <summary>Does what a failed commit asks for.</summary>
    /// <returns>What has to be sent again.</returns>
    private async Task<List<PendingCheckpoint>> OvercomeAsync(Exception failure, Batch? batch, List<PendingCheckpoint> pending, int attempt)
    {
        // Without a batch nothing was sent: the lane could not be registered, which says nothing about its checkpoints.
        switch (batch is null ? CommitFailure.TryAgain : CommitFailures.Classify(failure))
        {
            case CommitFailure.TryAgain:
                LogTryAgain(logger, failure, pending.Count, attempt);
                await BackOffAsync(attempt).ConfigureAwait(false);
                return pending;
            case CommitFailure.Refused when pending.Count == 1:
                LogRefused(logger, failure, pending[0].Checkpoint.ExecutionId);
                Progressed();
                pending[0].Refuse(failure);
                return [];
            case CommitFailure.Refused:
                // One run with content that the database refuses must not fail the others: 1 in 128 costs 15 transactions.
                int half = pending.Count / 2;
                await CommitAsync(pending[..half]).ConfigureAwait(false);
                await CommitAsync(pending[half..]).ConfigureAwait(false);
                return [];
            default:
                LogUnknown(logger, failure, pending.Count);
                return await RecoverAsync(batch!, pending, attempt).ConfigureAwait(false);
        }
    }

    /// <summary>A run that was not written is another's, or locked for a moment. The lane goes on with the others meanwhile.</summary>
    private async Task SettleUnwrittenAsync(List<PendingCheckpoint> unwritten)
    {
        if (unwritten.Count == 0) return;
        IReadOnlyList<HolderRow> rows = await store.ReadHoldersAsync([.. unwritten.Select(one => one.Checkpoint.ExecutionId)], stopping.Token).ConfigureAwait(false);
        ILookup<Guid, HolderRow> byRun = rows.ToLookup(row => row.ExecutionId);
        foreach (PendingCheckpoint one in unwritten)
        {
            if (byRun[one.Checkpoint.ExecutionId].Any(row => row.Holder == incarnation && row.Token == one.Checkpoint.Token)) _ = ComeBackAsync(one);
            else one.Lose();
        }
    }

    private async Task ComeBackAsync(PendingCheckpoint locked)
    {
        try
        {
            await BackOffAsync(++locked.TimesLocked).ConfigureAwait(false);
            if (!queue.Writer.TryWrite(locked)) locked.Lose();
        }
        catch (OperationCanceledException)
        {
            locked.Lose();
        }
    }

    /// <summary>
    /// After an unknown outcome a plain read proves nothing: the server may commit a moment later. Raising the tokens waits for that, and afterwards the batch
    /// either stands in the events, which bear its number, or never will.
    /// </summary>
    /// <returns>What has to be sent again, under new tokens.</returns>
    private async Task<List<PendingCheckpoint>> RecoverAsync(Batch batch, List<PendingCheckpoint> pending, int attempt)
    {
        id = null;
        for (; ; attempt++)
        {
            await BackOffAsync(attempt).ConfigureAwait(false);
            try
            {
                Checkpoint[] checkpoints = [.. pending.Select(one => one.Checkpoint)];
                HashSet<Guid> acquired = [.. (await store.ReacquireAsync(incarnation, checkpoints, stopping.Token).ConfigureAwait(false)).Select(row => row.ExecutionId)];
                IReadOnlySet<Guid> written = await store.ReadWrittenAsync(batch, stopping.Token).ConfigureAwait(false);
                Dictionary<Guid, HolderRow> rows = (await store.ReadHoldersAsync([.. checkpoints.Select(one => one.ExecutionId)], stopping.Token).ConfigureAwait(false))
                    .ToDictionary(row => row.ExecutionId);
                return [.. pending.Where(one => !one.SettleFrom(incarnation, rows.GetValueOrDefault(one.Checkpoint.ExecutionId), acquired, written))];
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogNotRecovered(logger, failure, pending.Count, attempt);
            }
        }
    }

    private async Task<Guid> OpenAsync()
    {
        if (id is { } open) return open;
        var opened = Guid.CreateVersion7(time.GetUtcNow());
        await store.OpenLaneAsync(opened, incarnation, stopping.Token).ConfigureAwait(false);
        (id, lastBatch) = (opened, 0);
        return opened;
    }

    private void Progressed() => Interlocked.Exchange(ref busySince, time.GetTimestamp());

    /// <summary>5 ms, doubled with each attempt up to one second, jittered so that lanes that met do not meet again.</summary>
    private Task BackOffAsync(int attempt)
    {
        double milliseconds = Math.Min(1_000, 5 * Math.Pow(2, Math.Min(attempt - 1, 10)));
        return Task.Delay(TimeSpan.FromMilliseconds(milliseconds * (0.5 + (Random.Shared.NextDouble() / 2))), time, stopping.Token);
    }

    [LoggerMessage(101, LogLevel.Warning, "A batch of {Count} checkpoints is written again, attempt {Attempt}")]
    private static partial void LogTryAgain(ILogger logger, Exception failure, int count, int attempt);

    [LoggerMessage(102, LogLevel.Error, "The database refuses a checkpoint of execution {ExecutionId}")]
    private static partial void LogRefused(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(103, LogLevel.Warning, "Whether a batch of {Count} checkpoints was committed is unknown; its runs are acquired again")]
    private static partial void LogUnknown(ILogger logger, Exception failure, int count);

    [LoggerMessage(104, LogLevel.Warning, "The runs of a batch of {Count} checkpoints could not be acquired again, attempt {Attempt}")]
    private static partial void LogNotRecovered(ILogger logger, Exception failure, int count, int attempt);
}
