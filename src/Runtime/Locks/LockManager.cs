using Microsoft.Extensions.Logging;
using Perdure.Storage;

namespace Perdure.Locks;

/// <summary>
/// The lease of one incarnation: kept alive by one heartbeat for all runs that it holds, and over for good once the database says so. Runs are
/// acquired here; they are released by their last checkpoint and nowhere else.
/// </summary>
internal sealed partial class LockManager : IDisposable
{
    private readonly IExecutionStore store;
    private readonly PerdureOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource over = new();

    public LockManager(IExecutionStore store, Incarnation incarnation, PerdureOptions options, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.options = options;
        this.time = time;
        this.logger = logger;
        Incarnation = incarnation;
        Lease = new LeaseClock(options.Lease, options.HeartbeatInterval, time);
    }

    public Incarnation Incarnation { get; }

    public LeaseClock Lease { get; }

    /// <summary>Cancelled when the incarnation is over: everything that it holds is lost, and nothing of it may be started or written.</summary>
    public CancellationToken Over => over.Token;

    /// <summary>Raised when the incarnation is over, after <see cref="Over"/> says so.</summary>
    public event Action? Ended;

    public void Dispose() => over.Dispose();

    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        long sent = time.GetTimestamp();
        await store.RegisterWorkerAsync(Incarnation, options.Lease, cancellationToken).ConfigureAwait(false);
        Lease.Renew(sent);
    }

    /// <summary>Prolongs the lease until it is over or the worker stops. A writer that has work and makes no progress for a lease time gets no heartbeat: another worker should go on.</summary>
    public async Task KeepAliveAsync(Func<TimeSpan> writerStalledFor, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.HeartbeatInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (writerStalledFor() < options.Lease)
                {
                    if (!await BeatAsync(cancellationToken).ConfigureAwait(false)) return;
                    continue;
                }

                LogStalled(logger, Incarnation.Name);

                // The lease has passed by now, so the incarnation is dead or about to be: a new one, with lanes of its own, can do better than wait.
                if (Lease.HasPassed) return;
            }
        }
        finally
        {
            // However this ends, an incarnation without a heartbeat is over.
            End();
        }
    }

    public ValueTask<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => store.ClaimAsync(Incarnation, request, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(TakeOverRequest request, int limit, CancellationToken cancellationToken) =>
        store.TakeOverAsync(Incarnation, request, limit, cancellationToken);

    /// <summary>
    /// Ends the incarnation: its worker cannot go on with it, or stops. Those who are told by <see cref="Ended"/> are told now, and the token's own callbacks on the pool: to cancel a command
    /// can wait for the network, and the steps must hear of the end before that.
    /// </summary>
    public void End()
    {
        if (over.IsCancellationRequested) return;
        _ = over.CancelAsync();
        Ended?.Invoke();
    }

    private async Task<bool> BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One that is not answered in its own time is sent again, on another connection: the command's own time-out is longer than the lease.
            using var unanswered = new CancellationTokenSource(options.HeartbeatInterval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(unanswered.Token, cancellationToken);
            long sent = time.GetTimestamp();
            if (await store.HeartbeatAsync(Incarnation.Id, options.Lease, either.Token).ConfigureAwait(false))
            {
                Lease.Renew(sent);
                return true;
            }

            PausePoints.Reach("heartbeat refused");
            LogOver(logger, Incarnation.Name);
            return false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The next beat tries again; until one gets through, the lease clock keeps new steps from starting.
            LogNoBeat(logger, failure, Incarnation.Name);
            return true;
        }
    }

    [LoggerMessage(201, LogLevel.Warning, "Worker '{Worker}' was declared dead: its runs go to others, and it begins anew")]
    private static partial void LogOver(ILogger logger, string worker);

    [LoggerMessage(202, LogLevel.Warning, "Worker '{Worker}' could not prolong its lease")]
    private static partial void LogNoBeat(ILogger logger, Exception failure, string worker);

    [LoggerMessage(203, LogLevel.Error, "Worker '{Worker}' does not prolong its lease: its checkpoints make no progress")]
    private static partial void LogStalled(ILogger logger, string worker);
}
