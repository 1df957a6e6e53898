using Npgsql;
using NpgsqlTypes;
using Perdure.Queues;

namespace Perdure.Storage;

/// <summary>What queues ask for.</summary>
internal sealed partial class PostgresExecutionStore : IQueueStore
{
    public async ValueTask RegisterAsync(IReadOnlyList<QueuePlan> queues, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand register = Command(
            pools.Claim,
            "register_queues",
            Array(queues.Select(static queue => queue.Name), NpgsqlDbType.Text),
            Array(queues.Select(static queue => queue.Concurrency), NpgsqlDbType.Integer),
            Array(queues.Select(static queue => queue.KeyConcurrency), NpgsqlDbType.Integer),
            Array(queues.Select(static queue => queue.RatePerSecond), NpgsqlDbType.Double),
            Array(queues.Select(static queue => queue.Burst), NpgsqlDbType.Integer));
        await register.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<string>> ListLinesAsync(CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand list = Command(pools.Client, "list_lines");
        return await ReadAsync(list, static row => row.GetString(0), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<GrantedSlots> GrantAsync(string queue, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        // Not on the connection for claims: a grant may wait for the lock of its queue, which somebody holds by hand.
        using NpgsqlBatch grant = Durable(pools);
        grant.BatchCommands.Add(Statement("grant_slots", queue));
        GrantedSlots granted = (await ReadLastAsync(grant, static row => new GrantedSlots(row.GetFieldValue<Guid[]>(0), Seconds(row, 1)), cancellationToken).ConfigureAwait(false)).Single();
        if (granted.Runs.Count > 0) PausePoints.Reach("slots granted, nobody told");
        return granted;
    }
}
