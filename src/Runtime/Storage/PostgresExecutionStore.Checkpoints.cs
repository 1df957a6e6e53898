using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>What the checkpoint writer asks for.</summary>
internal sealed partial class PostgresExecutionStore
{
    /// <summary>A run of a batch is another's, or locked for a moment: raised by <c>perdure.require_runs</c>.</summary>
    private const string NotAllLocked = "PD001";

    public async ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlBatch open = pools.Lane.CreateBatch();
        open.BatchCommands.Add(Statement("open_lane", lane, incarnation));
        open.BatchCommands.Add(Statement("close_lanes"));
        await open.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReplaceLaneAsync(Guid lane, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Lane, "replace_lane", lane);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection connection = await pools.Lane.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            HashSet<Guid> written;
            try
            {
                written = pools.HasSessions
                    ? await WriteWholeAsync(connection, batch, cancellationToken).ConfigureAwait(false)
                    : await WriteHeldAsync(connection, pools, batch, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException refusal) when (refusal.SqlState == NotAllLocked)
            {
                written = await WriteHeldAsync(connection, pools, batch, cancellationToken).ConfigureAwait(false);
            }

            PausePoints.Reach("commit answered, not acted on");
            return written;
        }
    }

    public async ValueTask<IReadOnlyList<HolderRow>> ReadHoldersAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Lane, "read_holders", Array(executionIds, NpgsqlDbType.Uuid));
        return await ReadAsync(command, ReadHolder, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<HolderRow>> ReacquireAsync(Guid holder, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        checkpoints = [.. checkpoints.Order(Comparer<Checkpoint>.Create(static (one, other) => InIdOrder.Compare(one.ExecutionId, other.ExecutionId)))];
        using NpgsqlCommand command = Command(
            pools.Lane,
            "reacquire",
            holder,
            Array(checkpoints.Select(checkpoint => checkpoint.ExecutionId), NpgsqlDbType.Uuid),
            Array(checkpoints.Select(checkpoint => checkpoint.Token), NpgsqlDbType.Bigint),
            Array(checkpoints.Select(checkpoint => checkpoint.LastSeq), NpgsqlDbType.Bigint));
        return await ReadAsync(command, ReadHolder, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlySet<Guid>> ReadWrittenAsync(Batch batch, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Lane, "read_written", batch.Lane, batch.Number);
        return (await ReadAsync(command, static row => row.GetGuid(0), cancellationToken).ConfigureAwait(false)).ToHashSet();
    }

    /// <summary>
    /// One message to the server and one transaction, without a word between: nearly always every run of a batch is still its holder's. Where one is not, the fence, which is the
    /// first statement, refuses the whole.
    /// </summary>
    private async ValueTask<HashSet<Guid>> WriteWholeAsync(NpgsqlConnection connection, Batch batch, CancellationToken cancellationToken)
    {
        using var statements = new NpgsqlBatch(connection);
        BatchStatements.AddLockTimeout(statements, batch);
        if (batch.Checkpoints.Count > 0) BatchStatements.AddFence(statements, "require_runs", batch);
        BatchStatements.AddWrites(statements, batch, batch.Checkpoints, time);
        HashSet<Guid> written = [.. batch.Checkpoints.Select(checkpoint => checkpoint.ExecutionId)];
        written.UnionWith(await ReadStartedAsync(statements, cancellationToken).ConfigureAwait(false));
        return written;
    }

    /// <summary>Asks first which runs can be locked, and writes those. Through a pooler always so: a transaction has to be opened for its settings, and nothing is prepared.</summary>
    private async ValueTask<HashSet<Guid>> WriteHeldAsync(NpgsqlConnection connection, Pools pools, Batch batch, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            HashSet<Guid> written = await WriteLockableAsync(connection, pools.HasSessions ? null : Settings.ForTransaction(), batch, time, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return written;
        }
    }

    /// <summary>Locks what can be locked, and writes it, in the transaction that is open.</summary>
    internal static async ValueTask<HashSet<Guid>> WriteLockableAsync(NpgsqlConnection connection, NpgsqlBatchCommand? settings, Batch batch, TimeProvider time, CancellationToken cancellationToken)
    {
        HashSet<Guid> written;
        using (var fence = new NpgsqlBatch(connection))
        {
            if (settings is not null) fence.BatchCommands.Add(settings);
            BatchStatements.AddLockTimeout(fence, batch);
            BatchStatements.AddFence(fence, "lock_runs", batch);
            written = [.. await ReadLastAsync(fence, static row => row.GetGuid(0), cancellationToken).ConfigureAwait(false)];
        }

        PausePoints.Reach("fence locked");
        using var writes = new NpgsqlBatch(connection);
        BatchStatements.AddWrites(writes, batch, [.. batch.Checkpoints.Where(checkpoint => written.Contains(checkpoint.ExecutionId))], time);
        if (writes.BatchCommands.Count > 0) written.UnionWith(await ReadStartedAsync(writes, cancellationToken).ConfigureAwait(false));
        return written;
    }

    private static ValueTask<List<Guid>> ReadStartedAsync(NpgsqlBatch statements, CancellationToken cancellationToken) =>
        ReadResultAsync(statements, "started", static row => row.GetGuid(0), cancellationToken);

    /// <summary>Sends statements, and reads the rows of one of them. Others return rows as well, and those that return none have no result to step to: it is known by its column.</summary>
    private static async ValueTask<List<T>> ReadResultAsync<T>(NpgsqlBatch statements, string column, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        NpgsqlDataReader reader = await statements.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            do
            {
                if (reader.FieldCount == 0 || reader.GetName(0) != column) continue;
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
            }
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        }

        return rows;
    }

    private static HolderRow ReadHolder(NpgsqlDataReader row) => new(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetInt64(2), row.GetInt64(3));
}
