using Microsoft.Extensions.Logging;
using Perdure.Checkpoints;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Starts of runs that any worker may claim. Those that come while a transaction is under way share the next one.</summary>
internal sealed partial class StartQueue : IAsyncDisposable
{
    /// <summary>Bounds the time and the size of one statement. A start that nobody waits for any more is not made.</summary>
    private static readonly SharedCallLimits<PendingStart> Limits = new(500)
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
    private readonly CancellationTokenSource stopping = new();

    public StartQueue(IExecutionStore store, TimeProvider time, ILogger<StartQueue> logger)
    {
        this.store = store;
        this.time = time;
        this.logger = new EngineLogger(logger);
        calls = new SharedCalls<PendingStart>(Limits, WriteAsync);
    }

    /// <summary>Starts a run.</summary>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    public async Task StartAsync(NewExecution run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingStart(run);
        using CancellationTokenRegistration given = cancellationToken.UnsafeRegister(static (start, token) => ((PendingStart)start!).Abandon(token), pending);
        if (!calls.TryAdd(pending) || !await pending.Result.ConfigureAwait(false))
            throw new ObjectDisposedException(nameof(WorkflowClient), "The host has stopped, and starts no runs any more");
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await calls.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

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
            catch (Exception refusal) when (starts.Count > 1 && CommitFailures.Classify(refusal) == CommitFailure.Refused)
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
                foreach (PendingStart start in starts) start.Refuse(failure);
                return;
            }
        }
    }

    [LoggerMessage(106, LogLevel.Warning, "Starts of {Count} runs met somebody and are written again, attempt {Attempt}")]
    private static partial void LogTryAgain(ILogger logger, Exception failure, int count, int attempt);
}
