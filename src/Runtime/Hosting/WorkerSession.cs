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

    /// <summary>Looking for runs that nobody drives takes at most one part in so many of the time, however long it takes.</summary>
    private const int InspectionShare = 20;

    /// <summary>The shortest time between two looks at the queue that nothing asked for; a due row that another is just claiming must not be looked at in a loop.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(20);

    private readonly RunServices services;
    private readonly PerdureOptions options;
    private readonly LockManager locks;
    private readonly CheckpointWriter writer;
    private readonly Coordinator coordinator;
    private readonly LocalWorker local;
    private readonly Wakeups wakeups;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenRegistration over;
    private readonly HashSet<string> plans;
    private readonly Dictionary<Guid, long> unknown = [];
    private long lastInspection;
    private TimeSpan inspectionPause;
    private int starting;
    private bool outdated;
    private volatile bool mayStart;
    private volatile bool isFull;
    private volatile bool suspectLeft;

    public WorkerSession(PerdureOptions options, RunServices services, Coordinator coordinator, LocalWorker local, Wakeups wakeups)
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
        plans = [.. locks.Incarnation.Plans.Select(plan => plan.Id)];
        wakeups.Mail += coordinator.HintMail;
        coordinator.Freed += OnFreed;
        over = locks.Over.UnsafeRegister(static session => ((WorkerSession)session!).EndNow(), this);
    }

    public string Name => locks.Incarnation.Name;

    public Guid Id => locks.Incarnation.Id;

    /// <summary>Whether it has looked for runs that wait, and found that none does.</summary>
    public bool MayStart => mayStart;

    /// <summary>
    /// Starts a run that this worker holds from the first moment: no other has to claim it, and whoever starts it here hears of its end without asking. Not while others wait
    /// for a worker, whom it would overtake.
    /// </summary>
    /// <returns>The run; null: it is to be started for any worker.</returns>
    public async ValueTask<LocalRun?> TryStartAsync(NewExecution run)
    {
        string plan = $"{run.Workflow}@{run.Version}";
        if (!mayStart || !locks.Lease.MayStart || !plans.Contains(plan) || !options.Queues.Contains(run.Queue)) return null;
        try
        {
            if (Interlocked.Increment(ref starting) + coordinator.Count > options.MaxRuns || !await writer.StartAsync(run).ConfigureAwait(false)) return null;
            var local = new LocalRun();
            coordinator.Adopt(new AdoptedRun(new ClaimedRun(run.Id, plan, run.Input, Token: 1, LastSeq: 0, TakenOverFrom: null) { Trace = run.Trace }) { Local = local });
            return local;
        }
        finally
        {
            Interlocked.Decrement(ref starting);
        }
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, locks.Over);
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(locks.Over);
        local.Current = this;
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
            mayStart = false;
            local.Current = null;

            // The lease is kept while running steps finish.
            await coordinator.DrainAsync(options.ShutdownGrace).ConfigureAwait(false);
            await beating.CancelAsync().ConfigureAwait(false);
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        wakeups.Mail -= coordinator.HintMail;
        coordinator.Freed -= OnFreed;
        await writer.DisposeAsync().ConfigureAwait(false);
        locks.End();
        await over.DisposeAsync().ConfigureAwait(false);
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

    private void EndNow()
    {
        mayStart = false;
        writer.Stop();
        coordinator.EndNow();
    }

    private void OnFreed(bool wasSuspect)
    {
        if (wasSuspect) suspectLeft = true;
        if (wasSuspect || isFull) wakeups.SignalReady();
    }

    private async Task ClaimUntilAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task hint = wakeups.NextReady;

            // Said before the count is looked at: a run that leaves in between gives its hint.
            isFull = true;
            int free = options.MaxRuns - coordinator.Count - Volatile.Read(ref starting);
            isFull = free <= 0;
            if (free > 0)
            {
                IReadOnlyList<ClaimedRun> claimed = await AskAsync(asking => locks.ClaimAsync(Math.Min(free, MaxClaim), asking), cancellationToken).ConfigureAwait(false);
                mayStart = !outdated && claimed.Count < Math.Min(free, MaxClaim);
                await coordinator.AdoptAsync(claimed, cancellationToken).ConfigureAwait(false);
                if (claimed.Count == Math.Min(free, MaxClaim)) continue;
            }

            PollResult poll = await AskAsync(asking => services.Store.PollAsync(locks.Incarnation, coordinator.Held, asking), cancellationToken).ConfigureAwait(false);
            foreach (Guid woken in poll.Woken) coordinator.HintMail(woken);
            ReportProtocol(poll.MinWorker);
            if (await TakeOverAsync(poll, cancellationToken).ConfigureAwait(false)) continue;
            await WaitForWorkAsync(poll, hint, free > 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over what a dead worker left, and what this one holds and does not drive.</summary>
    /// <returns>Whether it took any.</returns>
    private async Task<bool> TakeOverAsync(PollResult poll, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        if (!poll.HasExpired && !suspectLeft && lastInspection != 0 && time.GetElapsedTime(lastInspection, now) < inspectionPause) return false;
        int free = Math.Min(options.MaxRuns - coordinator.Count, MaxClaim);
        if (free <= 0) return false;
        suspectLeft = false;
        HolderInspection found = await AskAsync(asking => services.Store.InspectHoldersAsync(Id, coordinator.Held, asking), cancellationToken).ConfigureAwait(false);
        lastInspection = time.GetTimestamp();
        inspectionPause = TimeSpan.FromTicks(Math.Max(options.SlowPoll.Ticks, time.GetElapsedTime(now, lastInspection).Ticks * InspectionShare));
        List<Guid> strays = FindStrays(found.Unknown, now);
        if (strays.Count == 0 && !found.HasAbandoned && !poll.HasExpired) return false;
        var request = new TakeOverRequest(strays, coordinator.HasSuspect);
        IReadOnlyList<ClaimedRun> taken = await AskAsync(asking => locks.TakeOverAsync(request, free, asking), cancellationToken).ConfigureAwait(false);
        if (taken.Count == 0) return false;
        lastInspection = 0;
        LogTakenOver(logger, Name, taken.Count);
        await coordinator.AdoptAsync(taken, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>A run that was just started here is in the tables a moment before it is driven: only what is unknown at two looks, a slow poll apart, has strayed.</summary>
    private List<Guid> FindStrays(IReadOnlyList<Guid> found, long now)
    {
        List<Guid> strays = [.. found.Where(run => unknown.TryGetValue(run, out long since) && time.GetElapsedTime(since, now) >= options.SlowPoll && !coordinator.Holds(run))];
        foreach (Guid gone in unknown.Keys.Except(found).ToArray()) unknown.Remove(gone);
        foreach (Guid run in found) unknown.TryAdd(run, now);
        return strays;
    }

    /// <summary>A blip on the connection that claims is no reason to end steps that do not need it. What a claim with an unknown outcome took is found as a stray.</summary>
    private ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken) => services.Patience.AskAsync(ask, cancellationToken);

    /// <summary>Sleeps until a hint, the next due time or the slow poll, whichever comes first.</summary>
    private async Task WaitForWorkAsync(PollResult poll, Task hint, bool hasRoom, CancellationToken cancellationToken)
    {
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
