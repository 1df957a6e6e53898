using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>
/// Starts of runs that any worker may claim. Those that come while a transaction is under way share the next one. Starts under keys go by themselves: they may have to wait for a transaction
/// of somebody else, and the others do not.
/// </summary>
internal sealed partial class StartQueue : IAsyncDisposable
{
    /// <summary>How many starts one statement holds at most.</summary>
    internal const int MaxTogether = 500;

    /// <summary>Bounds the time and the size of one statement. A start that nobody waits for any more is not made.</summary>
    private static readonly SharedCallLimits<PendingStart> Limits = new(MaxTogether)
    {
        MostSize = Lane.MaxCharacters,
        Size = static start => start.Characters,
        IsWanted = static start => !start.Result.IsCompleted,
    };

    /// <summary>About half a second of pauses, and up to a second for each wait for a lock: then whoever starts a run should rather hear of it.</summary>
    internal const int MaxAttempts = 8;

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(1);

    private readonly IExecutionStore store;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SharedCalls<PendingStart> calls;
    private readonly SharedCalls<PendingStart> keyedCalls;
    private readonly CancellationTokenSource stopping = new();

    public StartQueue(IExecutionStore store, TimeProvider time, ILogger<StartQueue> logger)
    {
        this.store = store;
        this.time = time;
        this.logger = new EngineLogger(logger);
        calls = new SharedCalls<PendingStart>(Limits, WriteAsync);
        keyedCalls = new SharedCalls<PendingStart>(Limits, WriteAsync);
    }

    /// <summary>Starts a run.</summary>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    /// <exception cref="StartBlockedException">A transaction that is not committed yet holds its key.</exception>
    public async Task StartAsync(NewExecution run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingStart(run);
        using CancellationTokenRegistration given = cancellationToken.UnsafeRegister(static (start, token) => ((PendingStart)start!).Abandon(token), pending);
        bool isTaken = (run.Key is null ? calls : keyedCalls).TryAdd(pending);
        if (!isTaken || !await pending.Result.ConfigureAwait(false)) throw Stopped();
    }

    /// <summary>Starts runs together, in a transaction of their own unless the database refuses one of them.</summary>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    /// <exception cref="StartConflictException">One was started under its key before, with another input; the others are started.</exception>
    /// <exception cref="StartBlockedException">A transaction that is not committed yet holds the key of one.</exception>
    public async Task StartTogetherAsync(IEnumerable<NewExecution> runs, CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested) throw Stopped();
        List<PendingStart> together = [.. runs.Select(static run => new PendingStart(run))];
        await WriteAsync(together).WaitAsync(cancellationToken).ConfigureAwait(false);
        bool[] started = await Task.WhenAll(together.Select(static start => start.Result)).ConfigureAwait(false);
        if (started.Contains(false)) throw Stopped();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await calls.DisposeAsync().ConfigureAwait(false);
        await keyedCalls.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private static ObjectDisposedException Stopped() => new(nameof(WorkflowClient), "The host has stopped, and starts no runs any more");

    /// <summary>Whether they have to be written apart: one is refused, or the key of one is held by somebody, for whom the others need not wait again.</summary>
    private static bool ShouldDivide(List<PendingStart> starts, Exception failure) => starts.Count > 1 && CommitFailures.Classify(failure) switch
    {
        CommitFailure.Refused => true,
        CommitFailure.HeldUp => starts.Any(static start => start.Run.Key is not null),
        _ => false,
    };

    private static Exception Explain(PendingStart start, Exception failure) =>
        start.Run.Key is not null && failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } ? new StartBlockedException([start.Run], failure)
        : DatabaseRefusalException.Of(failure) is { IsAboutAccess: true } refusal ? refusal
        : failure;

    /// <summary>
    /// Writes starts together; where the database refuses one of them, in halves, so that it alone fails. Where they met somebody nothing was written, and they are written again.
    /// </summary>
    private async Task WriteAsync(List<PendingStart> starts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                IReadOnlyList<NewExecution> conflicts = await store.StartAsync([.. starts.Select(start => start.Run)], stopping.Token).ConfigureAwait(false);
                foreach (PendingStart start in starts)
                {
                    if (conflicts.Contains(start.Run)) start.Refuse(new StartConflictException(start.ExecutionId, start.Run.Workflow, start.Run.Key!));
                    else start.Commit();
                }

                return;
            }
            catch (Exception refusal) when (ShouldDivide(starts, refusal))
            {
                await WriteAsync(starts[..(starts.Count / 2)]).ConfigureAwait(false);
                await WriteAsync(starts[(starts.Count / 2)..]).ConfigureAwait(false);
                return;
            }
            catch (Exception passing) when (attempt < MaxAttempts && CommitFailures.Classify(passing) is CommitFailure.TryAgain or CommitFailure.HeldUp)
            {
                LogTryAgain(logger, passing, starts.Count, attempt);
                await BackOff.WaitAsync(attempt, LongestBackOff, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!stopping.IsCancellationRequested) continue;
                foreach (PendingStart start in starts) start.Lose();
                return;
            }
            catch (Exception failure)
            {
                // Whoever starts a run is told what the database said, or that it said nothing: then the run may or may not have been started.
                foreach (PendingStart start in starts) start.Refuse(Explain(start, failure));
                return;
            }
        }
    }

    [LoggerMessage(106, LogLevel.Warning, "Starts of {Count} runs met somebody and are written again, attempt {Attempt}")]
    private static partial void LogTryAgain(ILogger logger, Exception failure, int count, int attempt);
}
