using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Locks;
using Perdure.Storage;

namespace Perdure;

/// <summary>How one incarnation comes by its runs: it claims what is due, takes over what nobody drives, and sleeps until there may be more.</summary>
internal sealed partial class ClaimLoop : IDisposable
{
    /// <summary>Looking for runs that nobody drives takes at most one part in so many of the time, however long it takes.</summary>
    private const int InspectionShare = 20;

    /// <summary>The shortest time between two looks at the queue that nothing asked for, and between two claims for a few places of a full worker.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    private readonly PerdureOptions options;
    private readonly RunServices services;
    private readonly Coordinator coordinator;
    private readonly Wakeups wakeups;
    private readonly LockManager locks;
    private readonly TimeProvider time;
    private readonly QueueFront claims;
    private readonly QueueFront polls;
    private readonly ClaimSize size = new();
    private readonly NextLook next;
    private readonly Dictionary<Guid, long> unknown = [];
    private readonly ITimer freed;
    private readonly int enough;
    private long lastClaim;
    private long lastPoll;
    private long lastInspection;
    private TimeSpan inspectionPause;
    private TimeSpan vain = ShortestPause;
    private bool more;
    private bool takeOverWaits;
    private bool outdated;
    private int freedSoon;
    private volatile bool mayStart;
    private volatile bool isFull;
    private volatile bool suspectLeft;

    public ClaimLoop(PerdureOptions options, RunServices services, Coordinator coordinator, Wakeups wakeups)
    {
        this.options = options;
        this.services = services;
        this.coordinator = coordinator;
        this.wakeups = wakeups;
        locks = services.Locks;
        time = services.Time;
        claims = new QueueFront(time);
        polls = new QueueFront(time);
        enough = Math.Clamp(options.MaxRuns / 8, 1, ClaimSize.Most);
        freed = time.CreateTimer(static loop => ((ClaimLoop)loop!).AnnounceFreed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        next = new NextLook(time, wakeups.SignalReady);
        coordinator.Freed += OnFreed;
        coordinator.Parked += next.Tell;
    }

    /// <summary>Whether it has looked for runs that wait, and found that none does.</summary>
    public bool MayStart => mayStart;

    private int Free => options.MaxRuns - coordinator.Count;

    private TimeSpan UntilPoll => options.SlowPoll - time.GetElapsedTime(lastPoll);

    public void Dispose()
    {
        coordinator.Freed -= OnFreed;
        coordinator.Parked -= next.Tell;
        freed.Dispose();
    }

    /// <summary>Claims until the worker stops.</summary>
    /// <param name="stopping">The worker stops: nothing more is claimed. What a question that is under way brings is adopted all the same, so that it can be handed back.</param>
    /// <param name="ending">The incarnation is over, or the time in which it may hand back.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                stopping.ThrowIfCancellationRequested();
                Task hint = wakeups.NextReady;

                // While more waits than there is room for, claims would never end: what a dead worker left is older, and must not wait for that.
                bool lookIsDue = lastPoll == 0 || UntilPoll <= TimeSpan.Zero || (takeOverWaits && Free > 0);
                bool claimsLater = lookIsDue && (more || takeOverWaits);
                if (!claimsLater && await ClaimAsync(ending).ConfigureAwait(false)) continue;
                if (isFull && !lookIsDue)
                {
                    // What it parked and what is due meanwhile has no room: only a place that becomes free, which gives its hint, is a reason to wake.
                    await SleepAsync(UntilPoll, hint, stopping, ending).ConfigureAwait(false);
                    continue;
                }

                PollResult poll = await PollAsync(ending).ConfigureAwait(false);
                if (await TakeOverAsync(poll, ending).ConfigureAwait(false) || claimsLater) continue;
                if (await SleepAsync(next.Sleep(UntilNextLook(poll)), hint, stopping, ending).ConfigureAwait(false)) vain = ShortestPause;
            }
        }
        finally
        {
            mayStart = false;
        }
    }

    /// <summary>Claims what there is room for. A full worker whose places become free one by one does not claim for each of them.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> ClaimAsync(CancellationToken ending)
    {
        // Said before the count is looked at: a run that leaves in between gives its hint.
        isFull = true;
        int free = Free;
        if (free <= 0) return false;
        if (free < enough && more && time.GetElapsedTime(lastClaim) < ShortestPause)
        {
            ScheduleFreed();
            return false;
        }

        isFull = false;
        lastClaim = time.GetTimestamp();
        int limit = size.Within(free);
        Claim claim = await services.Patience.AskAsync(asking => locks.ClaimAsync(new ClaimRequest(limit, claims.Begin()), asking), ending).ConfigureAwait(false);
        claims.End(claim.Through);
        size.Learn(claim.Runs);
        more = claim.Runs.Count == limit;
        mayStart = !outdated && !more;
        if (claim.Runs.Count > 0) vain = ShortestPause;
        await coordinator.AdoptAsync(claim.Runs, ending).ConfigureAwait(false);
        return more;
    }

    private async Task<PollResult> PollAsync(CancellationToken ending)
    {
        next.Begin();
        PollResult poll = await services.Patience.AskAsync(asking => services.Store.PollAsync(locks.Incarnation, new PollRequest(coordinator.Held, polls.Begin()), asking), ending).ConfigureAwait(false);
        polls.End(poll.Through);
        lastPoll = time.GetTimestamp();
        foreach (Guid woken in poll.Woken) coordinator.HintMail(woken);
        ReportProtocol(poll.MinWorker);
        return poll;
    }

    /// <summary>Takes over what a dead worker left, and what this one holds and does not drive.</summary>
    /// <returns>Whether it took any.</returns>
    private async Task<bool> TakeOverAsync(PollResult poll, CancellationToken ending)
    {
        long now = time.GetTimestamp();
        if (!poll.HasExpired && !suspectLeft && lastInspection != 0 && time.GetElapsedTime(lastInspection, now) < inspectionPause) return false;
        int free = size.Within(Free);
        takeOverWaits = free <= 0;
        if (takeOverWaits) return false;
        suspectLeft = false;
        HolderInspection found = await services.Patience.AskAsync(asking => services.Store.InspectHoldersAsync(locks.Incarnation.Id, coordinator.Held, asking), ending).ConfigureAwait(false);
        lastInspection = time.GetTimestamp();
        inspectionPause = TimeSpan.FromTicks(Math.Max(options.SlowPoll.Ticks, time.GetElapsedTime(now, lastInspection).Ticks * InspectionShare));
        foreach (Guid lost in found.Lost) coordinator.HintMail(lost);
        List<Guid> strays = FindStrays(found.Unknown, now);
        if (strays.Count == 0 && !found.HasAbandoned && !poll.HasExpired) return false;
        var request = new TakeOverRequest(strays, coordinator.HasSuspect);
        IReadOnlyList<ClaimedRun> taken = await services.Patience.AskAsync(asking => locks.TakeOverAsync(request, free, asking), ending).ConfigureAwait(false);
        if (taken.Count == 0) return false;
        lastInspection = 0;
        size.Learn(taken);
        LogTakenOver(services.Logger, locks.Incarnation.Name, taken.Count);
        await coordinator.AdoptAsync(taken, ending).ConfigureAwait(false);
        return true;
    }

    /// <summary>What a claim with an unknown outcome took is in the tables and driven by nobody: what is unknown at two looks, a slow poll apart, has strayed.</summary>
    private List<Guid> FindStrays(IReadOnlyList<Guid> found, long now)
    {
        List<Guid> strays = [.. found.Where(run => unknown.TryGetValue(run, out long since) && time.GetElapsedTime(since, now) >= options.SlowPoll && !coordinator.Holds(run))];
        foreach (Guid gone in unknown.Keys.Except(found).ToArray()) unknown.Remove(gone);
        foreach (Guid run in found) unknown.TryAdd(run, now);
        return strays;
    }

    /// <summary>How long until there may be something, as far as is known. A due row that cannot be claimed, since somebody has it locked, is looked at less and less often.</summary>
    private TimeSpan UntilNextLook(PollResult poll)
    {
        TimeSpan sleep = options.SlowPoll;
        if (isFull || outdated) return sleep;
        if (poll.NextDue is { } due && due < sleep)
        {
            sleep = due > vain ? due : vain;
            if (due <= TimeSpan.Zero && vain < options.SlowPoll) vain *= 2;
        }

        // A worker that does not prolong its lease by then is dead, and what it left has waited long enough.
        if (poll.NextExpiry is { } expiry && expiry < sleep) sleep = expiry > ShortestPause ? expiry : ShortestPause;

        // A look from further on may have missed what only one from the start finds.
        if (QueueFront.UntilStart(claims, polls) is { } start && start < sleep) sleep = start > ShortestPause ? start : ShortestPause;
        return sleep < options.SlowPoll ? sleep : options.SlowPoll;
    }

    /// <summary>Sleeps until a hint, or for so long.</summary>
    /// <returns>Whether there was a hint.</returns>
    private async Task<bool> SleepAsync(TimeSpan atMost, Task hint, CancellationToken stopping, CancellationToken ending)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, ending);
        return await hint.EndsWithinAsync(atMost, time, either.Token).ConfigureAwait(false);
    }

    private void OnFreed(bool wasSuspect)
    {
        if (wasSuspect)
        {
            suspectLeft = true;
            wakeups.SignalReady();
        }
        else if (isFull)
        {
            if (Free >= enough) wakeups.SignalReady();
            else ScheduleFreed();
        }
    }

    private void ScheduleFreed()
    {
        if (Interlocked.Exchange(ref freedSoon, 1) == 0) freed.Change(ShortestPause, Timeout.InfiniteTimeSpan);
    }

    private void AnnounceFreed()
    {
        Interlocked.Exchange(ref freedSoon, 0);
        wakeups.SignalReady();
    }

    private void ReportProtocol(int minWorker)
    {
        bool now = minWorker > PostgresExecutionStore.WorkerProtocol;
        if (now && !outdated) LogOutdated(services.Logger, locks.Incarnation.Name, PostgresExecutionStore.WorkerProtocol, minWorker);
        outdated = now;
    }

    [LoggerMessage(5, LogLevel.Information, "Worker '{Worker}' took over {Count} runs")]
    private static partial void LogTakenOver(ILogger logger, string worker, int count);

    [LoggerMessage(6, LogLevel.Error, "Worker '{Worker}' claims nothing any more: it speaks protocol {Own}, and the schema wants at least {Wanted}; upgrade it")]
    private static partial void LogOutdated(ILogger logger, string worker, int own, int wanted);
}
