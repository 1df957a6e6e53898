using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>A store, and the looks and pushes that its conformance suite needs besides: what the store writes but never reads, and time.</summary>
internal interface IStoreUnderTest : IAsyncDisposable
{
    /// <summary>The store.</summary>
    IExecutionStore Store { get; }

    /// <summary>A run's events, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> EventsAsync(Guid executionId);

    /// <summary>A run's snapshot, in the store's own spelling; null: there is none.</summary>
    Task<string?> StateAsync(Guid executionId);

    /// <summary>How long until a run's wake row is due; null: it has none.</summary>
    Task<TimeSpan?> WakesInAsync(Guid executionId);

    /// <summary>Lets time pass for everything that is due later.</summary>
    Task PassAsync(TimeSpan time);

    /// <summary>Lets the lease of a worker run out.</summary>
    Task ExpireAsync(Guid incarnation);

    /// <summary>Removes what is known of a worker, whatever it holds.</summary>
    Task ForgetAsync(Guid incarnation);

    /// <summary>Makes the schema demand a worker protocol.</summary>
    Task DemandWorkerAsync(int protocol);

    /// <summary>Holds the row of a run, as a transaction of somebody else does, until it is disposed.</summary>
    Task<IAsyncDisposable> LockAsync(Guid executionId);
}

/// <summary>An event as it is stored.</summary>
internal sealed record StoredEvent(long Seq, string Type, string? StepId, int? Attempt, string? Payload, Guid Lane, long Batch);
