using Microsoft.Extensions.Logging;
using Perdure.Checkpoints;
using Perdure.Coordination;
using Perdure.Locks;
using Perdure.Publishing;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>One incarnation of a worker, from its registration until it is over: heartbeats, claims, takeovers, and at the end the hand-back.</summary>
internal sealed partial class WorkerSession : IAsyncDisposable
{
    private readonly RunServices services;
    private readonly PerdureOptions options;
    private readonly LockManager locks;
    private readonly CheckpointWriter writer;
    private readonly Coordinator coordinator;
    private readonly ClaimLoop claims;
    private readonly LocalWorker local;
    private readonly Wakeups wakeups;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly PublishedWatch published;

    public WorkerSession(PerdureOptions options, RunServices services, Coordinator coordinator, LocalWorker local, Wakeups wakeups, PublishedWatch published)
    {
        this.options = options;
        this.services = services;
        this.coordinator = coordinator;
        this.local = local;
        this.wakeups = wakeups;
        locks = services.Locks;
        writer = services.Writer;
        time = services.Time;
        logger = services.Logger;
        this.published = published;
        claims = new ClaimLoop(options, services, coordinator, wakeups);
        wakeups.Mail += coordinator.HintMail;
        locks.Ended += EndNow;
    }

    public string Name => locks.Incarnation.Name;

    public Guid Id => locks.Incarnation.Id;

    /// <summary>Whether it has looked for runs that wait, and found that none does.</summary>
    public bool MayStart => claims.MayStart;

    /// <summary>
    /// Starts a run that this worker holds from the first moment: no other has to claim it, and whoever starts it here hears of its end without asking. Not while others wait
    /// for a worker, whom it would overtake.
    /// </summary>
    /// <returns>The run; null: it is to be started for any worker.</returns>
    public async ValueTask<LocalRun?> TryStartAsync(NewExecution run)
    {
        string plan = $"{run.Workflow}@{run.Version}";
        if (!MayStart || !locks.Lease.MayStart || !locks.Incarnation.Serves(plan) || !locks.Incarnation.Queues.Contains(run.Queue) || !coordinator.TryReserve(run.Id, options.MaxRuns)) return null;
        var started = false;
        try
        {
            started = await writer.StartAsync(run).ConfigureAwait(false);
        }
        finally
        {
            // Whether it was started may be unknown: if it was, it is found as a stray.
            if (!started) coordinator.GiveBack(run.Id);
        }

        if (!started) return null;
        var local = new LocalRun();
        coordinator.Adopt(new AdoptedRun(new ClaimedRun(run.Id, plan, run.Input, Token: 1, LastSeq: 0, TakenOverFrom: null) { Trace = run.Trace, EndsIn = run.EndsIn }) { Local = local });
        return local;
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, locks.Over);
        using CancellationTokenRegistration stops = stoppingToken.UnsafeRegister(_ => late.CancelAfter(options.ShutdownGrace), null);
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(locks.Over);
        local.Current = this;
        Task granting = services.Queues.RunAsync(beating.Token);
        Task learning = published.RunAsync(beating.Token);
        Task heart = locks.KeepAliveAsync(() => writer.StalledFor, beating.Token);
        _ = EndWithWriterAsync();
        try
        {
            await claims.RunAsync(stoppingToken, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested || locks.Over.IsCancellationRequested)
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
            local.Current = null;

            // The lease is kept while running steps finish.
            await coordinator.DrainAsync(options.ShutdownGrace).ConfigureAwait(false);
            await beating.CancelAsync().ConfigureAwait(false);
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await granting.ConfigureAwait(false);
            await learning.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        wakeups.Mail -= coordinator.HintMail;
        claims.Dispose();
        await writer.DisposeAsync().ConfigureAwait(false);
        locks.End();
        locks.Ended -= EndNow;
        await RetireAsync().ConfigureAwait(false);
        services.Starts.Dispose();
        services.Executor.Dispose();
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
            await services.Store.DeclareDeadAsync(Id, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or OperationCanceledException or IOException or TimeoutException)
        {
            LogNotRetired(logger, failure, Name);
        }
    }

    /// <summary>The steps hear of it first, and nothing here waits: to cancel a command that is under way can wait for the network, for seconds.</summary>
    private void EndNow()
    {
        coordinator.EndNow();
        _ = Detached.Run(() =>
        {
            writer.Stop();
            return Task.CompletedTask;
        });
    }

    [LoggerMessage(8, LogLevel.Error, "A lane of worker '{Worker}' failed: it gives up all its runs and begins anew")]
    private static partial void LogWriterFailed(ILogger logger, Exception failure, string worker);

    [LoggerMessage(7, LogLevel.Warning, "Worker '{Worker}' could not say that it has stopped; others wait for its lease")]
    private static partial void LogNotRetired(ILogger logger, Exception failure, string worker);
}
