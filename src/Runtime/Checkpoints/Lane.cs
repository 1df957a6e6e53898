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
        await stopping.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pending = new List<PendingCheckpoint>();
        try
        {
            while (pending.Count > 0 || await queue.Reader.WaitToReadAsync(stopping.Token).ConfigureAwait(false))
            {
                while (pending.Count < MaxBatch && queue.Reader.TryRead(out PendingCheckpoint? next)) pending.Add(next);
                if (pending.Count == 0) continue;
                Interlocked.CompareExchange(ref busySince, time.GetTimestamp(), 0);
                pending = await CommitAsync(pending).ConfigureAwait(false);
                if (pending.Count > 0) await BackOffAsync(1).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The incarnation is over: whoever takes its runs over finds what was committed.
        }
        finally
        {
            queue.Writer.TryComplete();
            foreach (PendingCheckpoint left in pending) left.Lose();
            while (queue.Reader.TryRead(out PendingCheckpoint? left)) left.Lose();
        }
    }

    /// <summary>Commits a batch; returns what has to go into the next one, because its runs were locked for a moment.</summary>
    private async Task<List<PendingCheckpoint>> CommitAsync(List<PendingCheckpoint> pending)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                PausePoints.Reach("batch built");
                var batch = new Batch(incarnation, await OpenAsync().ConfigureAwait(false), lastBatch + 1, [.. pending.Select(one => one.Checkpoint)]);
                IReadOnlySet<Guid> written = await store.CommitAsync(batch, stopping.Token).ConfigureAwait(false);
                if (written.Count > 0) lastBatch++;
                Progressed();
                foreach (PendingCheckpoint one in pending.Where(one => written.Contains(one.Checkpoint.ExecutionId))) one.Commit();
                // What is left goes through the same door again: should its holder not be told now, the outcome of these alone is unknown.
                pending = [.. pending.Where(one => !written.Contains(one.Checkpoint.ExecutionId))];
                return await SettleUnwrittenAsync(pending).ConfigureAwait(false);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                switch (CommitFailures.Classify(failure))
                {
                    case CommitFailure.TryAgain:
                        LogTryAgain(logger, failure, pending.Count, attempt);
                        await BackOffAsync(attempt).ConfigureAwait(false);
                        break;
                    case CommitFailure.Refused when pending.Count == 1:
                        LogRefused(logger, failure, pending[0].Checkpoint.ExecutionId);
                        Progressed();
                        pending[0].Refuse(failure);
                        return [];
                    case CommitFailure.Refused:
                        return await CommitHalvesAsync(pending).ConfigureAwait(false);
                    default:
                        LogUnknown(logger, failure, pending.Count);
                        pending = await RecoverAsync(pending).ConfigureAwait(false);
                        if (pending.Count == 0) return [];
                        break;
                }
            }
        }
    }

    /// <summary>One run with content that the database refuses must not fail the others: 1 in 128 costs 15 transactions.</summary>
    private async Task<List<PendingCheckpoint>> CommitHalvesAsync(List<PendingCheckpoint> pending)
    {
        int half = pending.Count / 2;
        List<PendingCheckpoint> left = await CommitAsync(pending[..half]).ConfigureAwait(false);
        left.AddRange(await CommitAsync(pending[half..]).ConfigureAwait(false));
        return left;
    }

    private async Task<List<PendingCheckpoint>> SettleUnwrittenAsync(List<PendingCheckpoint> unwritten)
    {
        if (unwritten.Count == 0) return unwritten;
        IReadOnlyList<HolderRow> rows = await store.ReadHoldersAsync([.. unwritten.Select(one => one.Checkpoint.ExecutionId)], stopping.Token).ConfigureAwait(false);
        ILookup<Guid, HolderRow> byRun = rows.ToLookup(row => row.ExecutionId);
        var locked = new List<PendingCheckpoint>();
        foreach (PendingCheckpoint one in unwritten)
        {
            bool held = byRun[one.Checkpoint.ExecutionId].Any(row => row.Holder == incarnation && row.Token == one.Checkpoint.Token);
            if (held) locked.Add(one);
            else one.Lose();
        }

        return locked;
    }

    /// <summary>
    /// After an unknown outcome a plain read proves nothing: the server may commit a moment later. Raising the tokens waits for that, and afterwards
    /// each checkpoint either stands in its row (the row's last event is its last) or has to be sent again.
    /// </summary>
    private async Task<List<PendingCheckpoint>> RecoverAsync(List<PendingCheckpoint> pending)
    {
        id = null;
        for (var attempt = 1; ; attempt++)
        {
            await BackOffAsync(attempt).ConfigureAwait(false);
            try
            {
                Checkpoint[] checkpoints = [.. pending.Select(one => one.Checkpoint)];
                Dictionary<Guid, HolderRow> mine = (await store.ReacquireAsync(incarnation, checkpoints, stopping.Token).ConfigureAwait(false)).ToDictionary(row => row.ExecutionId);
                Dictionary<Guid, HolderRow> all = (await store.ReadHoldersAsync([.. mine.Keys, .. checkpoints.Select(one => one.ExecutionId).Except(mine.Keys)], stopping.Token).ConfigureAwait(false))
                    .ToDictionary(row => row.ExecutionId);
                return [.. pending.Where(one => !one.SettleFrom(incarnation, mine.GetValueOrDefault(one.Checkpoint.ExecutionId), all.GetValueOrDefault(one.Checkpoint.ExecutionId)))];
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

    private void Progressed() => Interlocked.Exchange(ref busySince, queue.Reader.TryPeek(out _) ? time.GetTimestamp() : 0);

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
