namespace Perdure.Storage;

/// <summary>What many runs have to say, written in one transaction.</summary>
internal sealed record Batch(Guid Holder, Guid Lane, long Number, IReadOnlyList<Checkpoint> Checkpoints)
{
    /// <summary>Runs that begin in it, held from the first moment.</summary>
    public IReadOnlyList<NewExecution> Starts { get; init; } = [];

    /// <summary>Far longer than any transaction of ours holds a lock.</summary>
    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(1);

    /// <summary>For what has waited once already.</summary>
    public static readonly TimeSpan ShortLockTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long it waits for a lock of somebody else: an open transaction of a client may hold the key of a wake row for hours.</summary>
    public TimeSpan LockTimeout { get; init; } = DefaultLockTimeout;
}
