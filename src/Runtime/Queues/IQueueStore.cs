using Perdure.Storage;

namespace Perdure.Queues;

/// <summary>What queues need of a database.</summary>
internal interface IQueueStore
{
    /// <summary>Keeps the limits of queues: those that are told last count.</summary>
    ValueTask RegisterAsync(IReadOnlyList<QueuePlan> queues, CancellationToken cancellationToken);

    /// <summary>The queues in whose lines something stands.</summary>
    ValueTask<IReadOnlyList<string>> ListLinesAsync(CancellationToken cancellationToken);

    /// <summary>Grants the free slots of a queue: in one transaction, under the lock of the queue, by which no two grant at the same time. It can be asked again where its outcome is not known.</summary>
    ValueTask<GrantedSlots> GrantAsync(string queue, CancellationToken cancellationToken);
}
