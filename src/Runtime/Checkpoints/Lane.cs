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

    private readonly IExecutionStore store;
    private readonly Guid incarnation;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Action? committed;

    // A lane that waits sends on the thread of whoever brings the first write: to wake another costs a run that is alone more than the message.
    private readonly Channel<PendingWrite> queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource stopping = new();
    private Guid? id;
    private Guid? opening;
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
                List<PendingWrite> batch = TakeBatch();
                bool busy = batch.Count > 1;
                await CommitAsync(batch).ConfigureAwait(false);

                // Behind the runs that were just settled, not before them: what they have to say next goes with this batch then, instead of after it. It is no wait: where nothing is to be
                // done, this goes on at once. Batches became twice as large by it, and a run cost a fifth less.
                if (busy) await Task.Yield();
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

    private async Task<Guid> OpenAsync()
    {
        if (id is { } open) return open;

        // Its last batch is known to be committed, or never to be: whoever reads the events may forget the lane.
        if (replaced is { } old) await store.ReplaceLaneAsync(old, stopping.Token).ConfigureAwait(false);
        replaced = null;

        // Kept until it is known to be registered: were each try another lane, those whose answers were lost would stand in the position of every reader.
        Guid next = opening ??= Guid.CreateVersion7(time.GetUtcNow());
        await store.OpenLaneAsync(next, incarnation, stopping.Token).ConfigureAwait(false);
        (id, opening, lastBatch) = (next, null, 0);
        return next;
    }

    private void Progressed() => Interlocked.Exchange(ref busySince, time.GetTimestamp());

    private static PayloadException TooLarge(PendingWrite one) => new(
        $"Execution {one.ExecutionId} has {one.Characters:N0} characters to record at once, more than the {LargestCheckpoint:N0} of a checkpoint: keep what is that large elsewhere, and return where it is");

    private static PayloadException Unencodable(Checkpoint checkpoint, string where) => new(
        $"Execution {checkpoint.ExecutionId}: {where} holds a text that cannot be encoded as UTF-8, since it has half of a surrogate pair: cut texts between characters");
}
