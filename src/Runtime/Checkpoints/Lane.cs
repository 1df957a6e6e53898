using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Checkpoints;

/// <summary>
/// One queue of checkpoints with one batch in flight. Its batches are numbered 1, 2, 3 in commit order, without a gap: the number of a batch that
/// wrote nothing is used again, and after an unknown outcome a new lane with a new id begins.
/// </summary>
internal sealed partial class Lane : IAsyncDisposable
{
    /// <summary>Bounds the time of one statement; a run more costs about 20 µs of it.</summary>
    private const int MaxRuns = 500;

    /// <summary>Bounds its size. PostgreSQL closes a connection that sends it a gigabyte at once.</summary>
    internal const long MaxCharacters = 16_000_000;

    /// <summary>What a single checkpoint may hold: three bytes a character at most, and so less than a gigabyte.</summary>
    internal const long LargestCheckpoint = 256_000_000;

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(1);

    /// <summary>Somebody else's transaction holds such a checkpoint up, and each try costs the others of the lane what it waits.</summary>
    private static readonly TimeSpan LongestPutOff = TimeSpan.FromSeconds(30);

    private readonly IExecutionStore store;
    private readonly Guid incarnation;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Action? committed;

    // A lane that waits sends on the thread of whoever brings the first write: to wake another costs a run that is alone more than the message.
    private readonly Channel<PendingWrite> queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource stopping = new();
    private Guid? id;
    private Guid? replaced;
    private long lastBatch;
    private long busySince;

    /// <summary>Opens a lane.</summary>
    /// <param name="store">Where it writes to.</param>
    /// <param name="incarnation">Whose it is.</param>
    /// <param name="time">The clock of its waits.</param>
    /// <param name="logger">Told of failures.</param>
    /// <param name="committed">Called when a batch is committed, for those who follow the events; it must not take time.</param>
    public Lane(IExecutionStore store, Guid incarnation, TimeProvider time, ILogger logger, Action? committed = null)
    {
        this.store = store;
        this.incarnation = incarnation;
        this.time = time;
        this.logger = logger;
        this.committed = committed;
        Ended = Detached.Run(RunAsync);
    }

    /// <summary>Ends with the lane, and faults where it ended by a failure that it does not know how to overcome. Nothing that it was given is left waiting then.</summary>
    public Task Ended { get; }

    /// <summary>For how long there has been work without any progress.</summary>
    public TimeSpan StalledFor => Interlocked.Read(ref busySince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    public Task<CheckpointResult> WriteAsync(Checkpoint checkpoint)
    {
        if (checkpoint.Events.Count == 0) throw new ArgumentException("A checkpoint without events could not be told from one that was never written", nameof(checkpoint));
        var pending = new PendingCheckpoint(checkpoint);
        if (checkpoint.FindUnencodable() is { } where) pending.Refuse(Unencodable(checkpoint, where));
        else Enqueue(pending);
        return pending.Result;
    }

    public Task<bool> StartAsync(NewExecution run)
    {
        var pending = new PendingStart(run);
        Enqueue(pending);
        return pending.Result;
    }

    /// <summary>Writes nothing more, and tells all who wait.</summary>
    public void Stop()
    {
        queue.Writer.TryComplete();
        try
        {
            stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended, and with it all that waited.
        }
    }

    /// <summary>Ends the lane. Why it ended earlier is told by <see cref="Ended"/>: what is cleaned up after it must not depend on that.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (!stopping.IsCancellationRequested) await stopping.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private void Enqueue(PendingWrite pending)
    {
        if (pending.Characters > LargestCheckpoint) pending.Refuse(TooLarge(pending));
        else if (!queue.Writer.TryWrite(pending)) pending.Lose();
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
            // Those that wait for a later try are not in the queue: they are told by the token.
            if (!stopping.IsCancellationRequested) await stopping.CancelAsync().ConfigureAwait(false);
            queue.Writer.TryComplete();
            while (queue.Reader.TryRead(out PendingWrite? left)) left.Lose();
        }
    }

    /// <summary>As many as a batch holds. One that was held up goes alone: it must not hold up others again.</summary>
    private List<PendingWrite> TakeBatch()
    {
        var batch = new List<PendingWrite>();
        long characters = 0;
        while (batch.Count < MaxRuns && queue.Reader.TryPeek(out PendingWrite? next))
        {
            characters += next.Characters;
            if (batch.Count > 0 && (characters > MaxCharacters || next.TimesHeldUp > 0 || batch[0].TimesHeldUp > 0)) break;
            queue.Reader.TryRead(out _);
            batch.Add(next);
        }

        return batch;
    }

    /// <summary>Commits a batch, and settles each of its checkpoints; those whose runs are locked for a moment come back through the queue.</summary>
    private async Task CommitAsync(List<PendingWrite> pending)
    {
        try
        {
            for (var attempt = 1; pending.Count > 0; attempt++)
            {
                Batch? batch = null;
                try
                {
                    batch = BatchOf(pending, await OpenAsync().ConfigureAwait(false));
                    PausePoints.Reach("batch built");
                    IReadOnlySet<Guid> written = await store.CommitAsync(batch, stopping.Token).ConfigureAwait(false);
                    if (batch.Checkpoints.Any(checkpoint => written.Contains(checkpoint.ExecutionId)))
                    {
                        lastBatch++;
                        committed?.Invoke();
                    }

                    Progressed();
                    // What is left goes through the same door again: should its holder not be told now, the outcome of these alone is unknown.
                    pending = CommitWritten(pending, written);
                    await SettleUnwrittenAsync(pending).ConfigureAwait(false);
                    return;
                }
                catch (Exception failure) when (!stopping.IsCancellationRequested)
                {
                    pending = await OvercomeAsync(failure, batch, pending, attempt).ConfigureAwait(false);
                }
            }
        }
        catch
        {
            // The lane ends, and whoever waits must be told. What is settled already stays as it is.
            foreach (PendingWrite one in pending) one.Lose();
            throw;
        }
    }

    private Batch BatchOf(List<PendingWrite> pending, Guid lane)
    {
        var checkpoints = new List<Checkpoint>(pending.Count);
        var starts = new List<NewExecution>();
        var heldUp = false;
        foreach (PendingWrite one in pending)
        {
            if (one is PendingCheckpoint checkpoint) checkpoints.Add(checkpoint.Checkpoint);
            else starts.Add(((PendingStart)one).Run);
            heldUp |= one.TimesHeldUp > 0;
        }

        return new Batch(incarnation, lane, lastBatch + 1, checkpoints) { Starts = starts, LockTimeout = heldUp ? Batch.ShortLockTimeout : Batch.DefaultLockTimeout };
    }

    /// <summary>Settles what was written. Many go on beside the next batch; one alone goes on at once.</summary>
    /// <returns>What was not.</returns>
    private static List<PendingWrite> CommitWritten(List<PendingWrite> pending, IReadOnlySet<Guid> written)
    {
        List<PendingWrite> left = [];
        foreach (PendingWrite one in pending)
        {
            if (!written.Contains(one.ExecutionId)) left.Add(one);
            else if (pending.Count == 1) one.Commit();
            else ThreadPool.UnsafeQueueUserWorkItem(static settled => settled.Commit(), one, preferLocal: false);
        }

        return left;
    }

    /// <summary>Does what a failed commit asks for.</summary>
    /// <returns>What has to be sent again.</returns>
    private async Task<List<PendingWrite>> OvercomeAsync(Exception failure, Batch? batch, List<PendingWrite> pending, int attempt)
    {
        // Without a batch nothing was sent: the lane could not be registered, which says nothing about its checkpoints.
        switch (batch is null ? CommitFailure.TryAgain : CommitFailures.Classify(failure))
        {
            case CommitFailure.TryAgain:
                LogTryAgain(logger, failure, pending.Count, attempt);
                await BackOffAsync(attempt, LongestBackOff).ConfigureAwait(false);
                return pending;
            case CommitFailure.HeldUp:
                // The server answered: whose transaction it is that takes its time is not this worker's doing.
                Progressed();
                LogHeldUp(logger, failure, pending.Count);
                await DivideAsync(pending, heldUp: true).ConfigureAwait(false);
                return [];
            case CommitFailure.Refused when pending.Count == 1:
                LogRefused(logger, failure, pending[0].ExecutionId);
                Progressed();
                pending[0].Refuse(failure);
                return [];
            case CommitFailure.Refused:
                await DivideAsync(pending, heldUp: false).ConfigureAwait(false);
                return [];
            default:
                LogUnknown(logger, failure, pending.Count);
                List<PendingWrite> missing = await RecoverAsync(failure, batch!, pending, attempt).ConfigureAwait(false);
                if (attempt == 1 && missing.All(one => one.TimesHeldUp == 0)) return missing;
                // The second time it may be the batch that breaks the connection.
                await DivideAsync(missing, heldUp: true).ConfigureAwait(false);
                return [];
        }
    }

    /// <summary>Goes on in halves, so that one run that cannot be written costs the others no more than a few transactions (1 in 128: 15); with a single one later.</summary>
    private async Task DivideAsync(List<PendingWrite> pending, bool heldUp)
    {
        if (heldUp) foreach (PendingWrite one in pending) one.TimesHeldUp++;
        if (pending is [var only])
        {
            _ = ComeBackAsync(only, only.TimesHeldUp, LongestPutOff);
            return;
        }

        int half = pending.Count / 2;
        await CommitAsync(pending[..half]).ConfigureAwait(false);
        await CommitAsync(pending[half..]).ConfigureAwait(false);
    }

    /// <summary>A run that was not written is another's, or locked for a moment. The lane goes on with the others meanwhile.</summary>
    private async Task SettleUnwrittenAsync(List<PendingWrite> unwritten)
    {
        if (unwritten.Count == 0) return;
        Dictionary<Guid, HolderRow> rows = (await store.ReadHoldersAsync([.. unwritten.Select(one => one.ExecutionId)], stopping.Token).ConfigureAwait(false))
            .ToDictionary(row => row.ExecutionId);
        foreach (PendingWrite one in unwritten)
        {
            HolderRow? row = rows.GetValueOrDefault(one.ExecutionId);
            if (one is PendingCheckpoint { Checkpoint.Token: var token } && row?.Holder == incarnation && row.Token == token) _ = ComeBackAsync(one, ++one.TimesLocked, LongestBackOff);
            else one.Lose();
        }
    }

    private async Task ComeBackAsync(PendingWrite one, int times, TimeSpan longest)
    {
        var queued = false;
        try
        {
            await BackOffAsync(times, longest).ConfigureAwait(false);
            queued = queue.Writer.TryWrite(one);
        }
        catch (OperationCanceledException)
        {
            // The lane has ended.
        }
        finally
        {
            if (!queued) one.Lose();
        }
    }

    /// <summary>
    /// After an unknown outcome a plain read proves nothing: the server may commit a moment later. Raising the tokens waits for that, and afterwards the batch
    /// either stands in the events, which bear its number, or never will.
    /// </summary>
    /// <returns>What has to be sent again, under new tokens.</returns>
    private async Task<List<PendingWrite>> RecoverAsync(Exception failure, Batch batch, List<PendingWrite> pending, int attempt)
    {
        (replaced, id) = (id ?? replaced, null);

        // There is no row to wait for: whoever starts a run is told that it may have been started. If it was, it is found as a stray.
        foreach (PendingWrite start in pending.Where(one => one is PendingStart)) start.Refuse(failure);
        List<PendingCheckpoint> checkpoints = [.. pending.OfType<PendingCheckpoint>()];
        if (checkpoints.Count == 0) return [];
        for (; ; attempt++)
        {
            await BackOffAsync(attempt, LongestBackOff).ConfigureAwait(false);
            try
            {
                HashSet<Guid> acquired =
                    [.. (await store.ReacquireAsync(incarnation, [.. checkpoints.Select(one => one.Checkpoint)], stopping.Token).ConfigureAwait(false)).Select(row => row.ExecutionId)];
                IReadOnlySet<Guid> written = await store.ReadWrittenAsync(batch, stopping.Token).ConfigureAwait(false);
                if (written.Count > 0) committed?.Invoke();
                Dictionary<Guid, HolderRow> rows = (await store.ReadHoldersAsync([.. checkpoints.Select(one => one.ExecutionId)], stopping.Token).ConfigureAwait(false))
                    .ToDictionary(row => row.ExecutionId);
                return [.. checkpoints.Where(one => !one.SettleFrom(incarnation, rows.GetValueOrDefault(one.ExecutionId), acquired, written))];
            }
            catch (Exception again) when (!stopping.IsCancellationRequested)
            {
                LogNotRecovered(logger, attempt == 1 ? LogLevel.Warning : LogLevel.Debug, again, checkpoints.Count, attempt);
            }
        }
    }

    private async Task<Guid> OpenAsync()
    {
        if (id is { } open) return open;

        // Its last batch is known to be committed, or never to be: whoever reads the events may forget the lane.
        if (replaced is { } old) await store.ReplaceLaneAsync(old, stopping.Token).ConfigureAwait(false);
        replaced = null;
        var opened = Guid.CreateVersion7(time.GetUtcNow());
        await store.OpenLaneAsync(opened, incarnation, stopping.Token).ConfigureAwait(false);
        (id, lastBatch) = (opened, 0);
        return opened;
    }

    private void Progressed() => Interlocked.Exchange(ref busySince, time.GetTimestamp());

    /// <summary>5 ms, doubled with each attempt, jittered so that lanes that met do not meet again.</summary>
    private Task BackOffAsync(int attempt, TimeSpan longest)
    {
        double milliseconds = Math.Min(longest.TotalMilliseconds, 5 * Math.Pow(2, Math.Min(attempt - 1, 20)));
        return Task.Delay(TimeSpan.FromMilliseconds(milliseconds * (0.5 + (Random.Shared.NextDouble() / 2))), time, stopping.Token);
    }

    private static PayloadException TooLarge(PendingWrite one) => new(
        $"Execution {one.ExecutionId} has {one.Characters:N0} characters to record at once, more than the {LargestCheckpoint:N0} of a checkpoint: keep what is that large elsewhere, and return where it is");

    private static PayloadException Unencodable(Checkpoint checkpoint, string where) => new(
        $"Execution {checkpoint.ExecutionId}: {where} holds a text that cannot be encoded as UTF-8, since it has half of a surrogate pair: cut texts between characters");

    [LoggerMessage(101, LogLevel.Warning, "A batch of {Count} checkpoints is written again, attempt {Attempt}")]
    private static partial void LogTryAgain(ILogger logger, Exception failure, int count, int attempt);

    [LoggerMessage(102, LogLevel.Error, "The database refuses a checkpoint of execution {ExecutionId}")]
    private static partial void LogRefused(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(103, LogLevel.Warning, "Whether a batch of {Count} checkpoints was committed is unknown; its runs are acquired again")]
    private static partial void LogUnknown(ILogger logger, Exception failure, int count);

    [LoggerMessage(EventId = 104, Message = "The runs of a batch of {Count} checkpoints could not be acquired again, attempt {Attempt}")]
    private static partial void LogNotRecovered(ILogger logger, LogLevel level, Exception failure, int count, int attempt);

    [LoggerMessage(105, LogLevel.Warning, "A batch of {Count} checkpoints was held up by a lock of somebody else, or cancelled; it goes on in halves, and a single one later")]
    private static partial void LogHeldUp(ILogger logger, Exception failure, int count);
}
