using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Payloads;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Steps;

/// <summary>
/// Records how far the attempts of one incarnation have come: the newest details of all of them in one statement, about once a second and off the path of the checkpoints. One write at a time, and
/// what is written is taken when it is: no older details come after newer ones.
/// </summary>
internal sealed partial class Heartbeats(IStepDataStore store, Guid holder, Patience patience, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of an attempt waits for its last details.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly Dictionary<StepKey, ProgressWrite> pending = [];
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1);
    private ITimer? timer;
    private bool isScheduled;
    private bool isDisposed;
    private bool isFailing;
    private long lastWrite;

    /// <summary>Takes in how far an attempt has come.</summary>
    public void Record(ProgressWrite progress)
    {
        lock (gate)
        {
            if (isDisposed) return;
            pending[progress.Step] = progress;
            Schedule();
        }
    }

    /// <summary>Records what an attempt told last, before its failure is. Where that cannot be done in time, the next attempt begins a little further back.</summary>
    public async Task FlushAsync(StepKey step)
    {
        lock (gate)
        {
            // A write that is under way may hold what it told: then it waits behind that.
            if (!pending.ContainsKey(step) && writing.CurrentCount > 0) return;
        }

        using var limit = new CancellationTokenSource(LastWords, time);
        await WriteAsync(step, limit.Token).ConfigureAwait(false);
    }

    /// <summary>An attempt has its result: how far it had come is of no use any more.</summary>
    public void Forget(StepKey step)
    {
        lock (gate) pending.Remove(step);
    }

    /// <summary>The newest details of a step; null: there are none.</summary>
    public async ValueTask<StoredPayload?> ReadAsync(StepKey step, CancellationToken cancellationToken)
    {
        // Behind the write that may be under way.
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (gate)
            {
                if (pending.TryGetValue(step, out ProgressWrite? newest)) return newest.Details;
            }

            return await patience.AskAsync(asking => store.ReadProgressAsync(step, asking), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            timer?.Dispose();
        }
    }

    private void Schedule()
    {
        if (isScheduled || isDisposed) return;
        isScheduled = true;
        TimeSpan since = lastWrite == 0 ? Pause : time.GetElapsedTime(lastWrite);
        timer ??= time.CreateTimer(static all => ((Heartbeats)all!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(since < Pause ? Pause - since : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Tick() => _ = Detached.Run(async () =>
    {
        await WriteAsync(only: null, CancellationToken.None).ConfigureAwait(false);
        lock (gate)
        {
            isScheduled = false;
            if (pending.Count > 0) Schedule();
        }
    });

    private async Task WriteAsync(StepKey? only, CancellationToken cancellationToken)
    {
        ProgressWrite[] taken = [];
        var isEntered = false;
        try
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
            isEntered = true;
            taken = Take(only);
            if (taken.Length == 0) return;
            await store.RecordProgressAsync(holder, taken, cancellationToken).ConfigureAwait(false);
            isFailing = false;
        }
        catch (Exception failure)
        {
            LogNotRecorded(logger, isFailing ? LogLevel.Debug : LogLevel.Warning, failure);
            isFailing = true;
            PutBack(taken);
        }
        finally
        {
            if (isEntered) writing.Release();
        }
    }

    private ProgressWrite[] Take(StepKey? only)
    {
        lock (gate)
        {
            lastWrite = time.GetTimestamp();
            if (only is { } step) return pending.Remove(step, out ProgressWrite? one) ? [one] : [];
            ProgressWrite[] all = [.. pending.Values];
            pending.Clear();
            return all;
        }
    }

    /// <summary>What could not be written is written next time, unless there is something newer by then.</summary>
    private void PutBack(ProgressWrite[] taken)
    {
        lock (gate)
        {
            foreach (ProgressWrite one in taken) pending.TryAdd(one.Step, one);
        }
    }

    [LoggerMessage(EventId = 304, Message = "How far steps have come could not be recorded; it is tried again in a second")]
    private static partial void LogNotRecorded(ILogger logger, LogLevel level, Exception failure);
}
