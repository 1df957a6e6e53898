using Microsoft.Extensions.Logging;
using Perdure.Checkpoints;
using Perdure.Coordination;
using Perdure.Locks;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure;

/// <summary>One incarnation of a worker, from its registration until it is over: heartbeats, claims, takeovers, and at the end the hand-back.</summary>
internal sealed partial class WorkerSession : IAsyncDisposable
{
    /// <summary>How many runs one claim takes: more would keep other workers from their share of a burst.</summary>
    private const int MaxClaim = 100;

    /// <summary>The shortest time between two looks at the queue that nothing asked for; a due row that another is just claiming must not be looked at in a loop.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(20);

    private readonly IExecutionStore store;
    private readonly PerdureOptions options;
    private readonly LockManager locks;
    private readonly CheckpointWriter writer;
    private readonly StepExecutor executor;
    private readonly Coordinator coordinator;
    private readonly Patience patience;
    private readonly WorkerName name;
    private readonly Wakeups wakeups;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private bool outdated;

    public WorkerSession(IExecutionStore store, PerdureOptions options, LockManager locks, CheckpointWriter writer, StepExecutor executor, Coordinator coordinator, Patience patience, WorkerName name, Wakeups wakeups, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.options = options;
        this.locks = locks;
        this.writer = writer;
        this.executor = executor;
        this.coordinator = coordinator;
        this.patience = patience;
        this.name = name;
        this.wakeups = wakeups;
        this.time = time;
        this.logger = logger;
        wakeups.Mail += coordinator.HintMail;
        coordinator.Freed += wakeups.SignalReady;
        if (locks.Incarnation.Name != name.Wanted) return;
        name.Lost += locks.End;

        // Lost between the look at it and the subscription.
        if (name.Current != name.Wanted) locks.End();
    }

    public string Name => locks.Incarnation.Name;

    public Guid Id => locks.Incarnation.Id;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, locks.Over);
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(locks.Over);
        Task heart = locks.KeepAliveAsync(() => writer.StalledFor, beating.Token);
        _ = EndWithWriterAsync();
        try
        {
            await ClaimUntilAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // The host stops, or the incarnation is over.
        }
        catch
        {
            // Claiming failed in a way that is not understood: the runs go to others, or to the next incarnation.
            locks.End();
            throw;
        }
        finally
        {
            // The lease is kept while running steps finish.
            await coordinator.DrainAsync(options.ShutdownGrace).ConfigureAwait(false);
            await beating.CancelAsync().ConfigureAwait(false);
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        name.Lost -= locks.End;
        wakeups.Mail -= coordinator.HintMail;
        coordinator.Freed -= wakeups.SignalReady;
        await writer.DisposeAsync().ConfigureAwait(false);
        locks.End();
        await RetireAsync().ConfigureAwait(false);
        executor.Dispose();
        locks.Dispose();
    }

    /// <summary>Without one of its lanes an incarnation cannot go on with the runs of that lane, and would keep them from others.</summary>
    private async Task EndWithWriterAsync()
    {
        try
        {
            await writer.Ended.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            LogWriterFailed(logger, failure, Name);
            locks.End();
        }
    }

    /// <summary>Says that the incarnation is over, so that nobody has to wait for its lease.</summary>
    private async Task RetireAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        try
        {
            await store.DeclareDeadAsync(Id, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or OperationCanceledException or IOException or TimeoutException)
        {
            LogNotRetired(logger, failure, Name);
        }
    }

    private async Task ClaimUntilAsync(CancellationToken cancellationToken)
    {
        long lastTakeOver = 0;
        while (true)
        {
            Task hint = wakeups.NextReady;
            if (lastTakeOver == 0 || time.GetElapsedTime(lastTakeOver) >= options.SlowPoll)
            {
                lastTakeOver = time.GetTimestamp();
                await TakeOverAllAsync(cancellationToken).ConfigureAwait(false);
            }

            int free = options.MaxRuns - coordinator.Count;
            if (free > 0)
            {
                IReadOnlyList<ClaimedRun> claimed = await AskAsync(asking => locks.ClaimAsync(Math.Min(free, MaxClaim), asking), cancellationToken).ConfigureAwait(false);
                await coordinator.AdoptAsync(claimed, cancellationToken).ConfigureAwait(false);
                if (claimed.Count == Math.Min(free, MaxClaim)) continue;
            }

            await WaitForWorkAsync(hint, free > 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A blip on the connection that claims is no reason to end steps that do not need it. What a claim with an unknown outcome took is found as a stray.</summary>
    private ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken) => patience.AskAsync(ask, cancellationToken);

    private async Task TakeOverAllAsync(CancellationToken cancellationToken)
    {
        while (options.MaxRuns - coordinator.Count is var free and > 0)
        {
            IReadOnlyList<ClaimedRun> taken = await AskAsync(asking => locks.TakeOverAsync(coordinator.Held, Math.Min(free, MaxClaim), asking), cancellationToken).ConfigureAwait(false);
            if (taken.Count > 0) LogTakenOver(logger, Name, taken.Count);
            await coordinator.AdoptAsync(taken, cancellationToken).ConfigureAwait(false);
            if (taken.Count < Math.Min(free, MaxClaim)) return;
        }
    }

    /// <summary>Sleeps until a hint, the next due time or the slow poll, whichever comes first.</summary>
    private async Task WaitForWorkAsync(Task hint, bool hasRoom, CancellationToken cancellationToken)
    {
        PollResult poll = await AskAsync(asking => store.PollAsync(locks.Incarnation, coordinator.Held, asking), cancellationToken).ConfigureAwait(false);
        foreach (Guid woken in poll.Woken) coordinator.HintMail(woken);
        ReportProtocol(poll.MinWorker);
        TimeSpan sleep = options.SlowPoll;
        if (hasRoom && !outdated && poll.NextDue is { } due && due < sleep) sleep = due > ShortestPoll ? due : ShortestPoll;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(hint, Task.Delay(sleep, time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void ReportProtocol(int minWorker)
    {
        bool now = minWorker > PostgresExecutionStore.WorkerProtocol;
        if (now && !outdated) LogOutdated(logger, Name, PostgresExecutionStore.WorkerProtocol, minWorker);
        outdated = now;
    }

    [LoggerMessage(5, LogLevel.Information, "Worker '{Worker}' took over {Count} runs")]
    private static partial void LogTakenOver(ILogger logger, string worker, int count);

    [LoggerMessage(6, LogLevel.Error, "Worker '{Worker}' claims nothing any more: it speaks protocol {Own}, and the schema wants at least {Wanted}; upgrade it")]
    private static partial void LogOutdated(ILogger logger, string worker, int own, int wanted);

    [LoggerMessage(8, LogLevel.Error, "A lane of worker '{Worker}' failed: it gives up all its runs and begins anew")]
    private static partial void LogWriterFailed(ILogger logger, Exception failure, string worker);

    [LoggerMessage(7, LogLevel.Warning, "Worker '{Worker}' could not say that it has stopped; others wait for its lease")]
    private static partial void LogNotRetired(ILogger logger, Exception failure, string worker);
}
