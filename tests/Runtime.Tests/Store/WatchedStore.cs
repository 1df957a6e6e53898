using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>Counts what a worker asks.</summary>
internal sealed class WatchedStore(IExecutionStore inner) : DelegatingStore(inner)
{
    private int polls;
    private int beats;
    private int claims;
    private double claimedFrom;
    private double polledFrom;

    public int Polls => Volatile.Read(ref polls);

    public int Beats => Volatile.Read(ref beats);

    public int Claims => Volatile.Read(ref claims);

    /// <summary>Whether its last looks at the queue were from the start; after others one more follows, which nothing else asks for.</summary>
    public bool HasSeenAll => double.IsNegativeInfinity(Volatile.Read(ref claimedFrom)) && double.IsNegativeInfinity(Volatile.Read(ref polledFrom));

    public override ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref polls);
        Volatile.Write(ref polledFrom, request.From);
        return base.PollAsync(worker, request, cancellationToken);
    }

    public override ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref beats);
        return base.HeartbeatAsync(incarnation, lease, cancellationToken);
    }

    public override ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref claims);
        Volatile.Write(ref claimedFrom, request.From);
        return base.ClaimAsync(worker, request, cancellationToken);
    }
}
