using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Streams;

/// <summary>
/// Writes what the attempts of one incarnation emit: one batch in flight, on a connection of its own, with what all of them have emitted meanwhile. The first item is written at once, those that follow in quick
/// succession together; somebody who waits is not kept waiting for that.
/// </summary>
internal sealed partial class StreamAppender : IDisposable
{
    /// <summary>A batch is one statement: so that it is over soon, and one that is refused is soon divided.</summary>
    private const int MaxItems = 1_000;

    /// <summary>What a batch holds in memory at most, save that one item may be larger.</summary>
    private const int MaxCharacters = 4_000_000;

    /// <summary>From the beginning of one batch to that of the next: a commit for each token would be one in the way of the checkpoints.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly IStreamStore store;
    private readonly Guid holder;
    private readonly Patience patience;
    private readonly Wakeups wakeups;
    private readonly Notifier notifier;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenRegistration over;
    private readonly Lock gate = new();
    private readonly Queue<AttemptStream> queue = new();
    private TaskCompletionSource hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isRunning;
    private bool isOver;
    private long batches;
    private long lastBatch;

    public StreamAppender(IStreamStore store, Guid holder, Patience patience, Wakeups wakeups, Notifier notifier, TimeProvider time, ILogger logger, CancellationToken over)
    {
        this.store = store;
        this.holder = holder;
        this.patience = patience;
        this.wakeups = wakeups;
        this.notifier = notifier;
        this.time = time;
        this.logger = logger;
        this.over = over.UnsafeRegister(static appender => ((StreamAppender)appender!).End(), this);
    }

    /// <summary>An attempt has something to write.</summary>
    public void Enqueue(AttemptStream stream)
    {
        lock (gate)
        {
            if (!isOver)
            {
                queue.Enqueue(stream);
                if (isRunning) return;
                isRunning = true;
                _ = Detached.Run(RunAsync);
                return;
            }
        }

        stream.Fail(Over());
    }

    /// <summary>Somebody waits for what is to be written: it is written as soon as the connection is free.</summary>
    public void Hurry()
    {
        lock (gate) hurry.TrySetResult();
    }

    public void Dispose()
    {
        over.Dispose();
        End();
    }

    private static AttemptLostException Over() => new("the worker stopped");

    /// <summary>The incarnation is over: nothing of it is written any more.</summary>
    private void End()
    {
        AttemptStream[] left;
        lock (gate)
        {
            isOver = true;
            left = [.. queue];
            queue.Clear();
            hurry.TrySetResult();
        }

        foreach (AttemptStream stream in left) stream.Fail(Over());
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await PauseAsync().ConfigureAwait(false);
            lastBatch = time.GetTimestamp();
            await WriteAsync(Take()).ConfigureAwait(false);
            lock (gate)
            {
                if (queue.Count > 0) continue;
                isRunning = false;
                return;
            }
        }
    }

    private async Task PauseAsync()
    {
        Task asked;
        lock (gate) asked = hurry.Task;
        TimeSpan left = lastBatch == 0 ? TimeSpan.Zero : Pace - time.GetElapsedTime(lastBatch);
        if (left > TimeSpan.Zero) await asked.EndsWithinAsync(left, time).ConfigureAwait(false);
    }

    private List<Emitted> Take()
    {
        List<Emitted> batch = [];
        List<StreamWrite> taken = [];
        lock (gate)
        {
            // Who asks for haste from now on waits for the next batch.
            if (hurry.Task.IsCompleted && !isOver) hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var characters = 0;
            while (batch.Count < MaxItems && characters < MaxCharacters && queue.TryDequeue(out AttemptStream? stream))
            {
                taken.Clear();
                if (stream.Take(MaxItems - batch.Count, MaxCharacters - characters, taken)) queue.Enqueue(stream);
                foreach (StreamWrite item in taken)
                {
                    batch.Add(new Emitted(stream, item));
                    characters += item.Value.Json.Length;
                }
            }
        }

        return batch;
    }

    /// <summary>Writes a batch, or finds out whose item in it cannot be written.</summary>
    private async Task WriteAsync(List<Emitted> batch)
    {
        batch.RemoveAll(static one => one.Stream.HasFailed);
        if (batch.Count == 0) return;
        StreamWrite[] items = [.. batch.Select(static one => one.Item)];
        long number = ++batches;
        try
        {
            Acknowledge(batch, await patience.AskAsync(asking => store.AppendAsync(holder, number, items, asking)).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            foreach (Emitted one in batch) one.Stream.Fail(Over());
        }
        catch (Exception refusal) when (batch.Count == 1 || refusal is DatabaseRefusalException { IsAboutAccess: true })
        {
            foreach (Emitted one in batch) Refuse(one, refusal);
        }
        catch (Exception)
        {
            // Nothing of it was written: one of them is to blame, and the others are not.
            await WriteAsync(batch[..(batch.Count / 2)]).ConfigureAwait(false);
            await WriteAsync(batch[(batch.Count / 2)..]).ConfigureAwait(false);
        }
    }

    private void Acknowledge(List<Emitted> batch, IReadOnlySet<Guid> appended)
    {
        foreach (IGrouping<AttemptStream, StreamWrite> written in batch.GroupBy(static one => one.Stream, static one => one.Item))
        {
            if (appended.Contains(written.Key.ExecutionId))
            {
                written.Key.Written(written);
                continue;
            }

            // Its driver looks, and drops what it has lost.
            written.Key.Fail(new AttemptLostException("another worker has taken the run"));
            wakeups.SignalMail(written.Key.ExecutionId);
        }

        notifier.Emitted(appended);
    }

    private void Refuse(Emitted one, Exception refusal)
    {
        StepKey step = one.Item.Step;
        LogRefused(logger, refusal, step.StepId, step.ExecutionId);
        one.Stream.Fail(new InvalidOperationException($"Execution {step.ExecutionId}: the database refuses what step '{step.StepId}' emitted: {(refusal.InnerException as Npgsql.PostgresException)?.MessageText ?? refusal.Message}", refusal));
    }

    /// <summary>An item, and whose it is.</summary>
    private readonly record struct Emitted(AttemptStream Stream, StreamWrite Item);

    [LoggerMessage(307, LogLevel.Warning, "The database refuses what step '{Step}' of execution {ExecutionId} emitted: its attempt fails")]
    private static partial void LogRefused(ILogger logger, Exception refusal, string step, Guid executionId);
}
