using Npgsql;
using NpgsqlTypes;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>What steps leave beside the record of their run, on PostgreSQL.</summary>
internal sealed class PostgresStepDataStore(PerdureDatabase database) : IStepDataStore
{
    public async ValueTask RecordProgressAsync(Guid holder, IReadOnlyList<ProgressWrite> progress, CancellationToken cancellationToken)
    {
        ProgressWrite[] sorted = [.. progress.OrderBy(static one => one.Step.ExecutionId, Comparer<Guid>.Create(InIdOrder.Compare))];
        using NpgsqlCommand command = await CommandAsync("record_progress", cancellationToken).ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = holder });
        AddKeys(command, [.. sorted.Select(static one => one.Step)]);
        AddColumn(command, NpgsqlDbType.Integer, sorted.Select(static one => one.Attempt));
        AddPayloads(command, [.. sorted.Select(static one => one.Details)]);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoredPayload?> ReadProgressAsync(StepKey step, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = await CommandAsync("read_progress", cancellationToken).ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = step.ExecutionId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = step.StepId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = step.Item });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = step.Round });
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Payload(reader, 0) : null;
        }
    }

    public async ValueTask<TimeSpan> DueInAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = await CommandAsync("due_in", cancellationToken).ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = instant.UtcDateTime });
        return TimeSpan.FromSeconds((double)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!);
    }

    public async ValueTask<IReadOnlyDictionary<int, CacheRow>> ReadCacheAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = await CommandAsync("read_cache", cancellationToken).ConfigureAwait(false);
        AddColumn(command, NpgsqlDbType.Bytea, keys);
        var rows = new Dictionary<int, CacheRow>();
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(reader.GetInt32(0) - 1, new CacheRow(Payload(reader, 1), reader.GetGuid(3)));
        }

        return rows;
    }

    public async ValueTask WriteCacheAsync(Guid executionId, IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken)
    {
        // In one order, so that two runs which keep the same results do not wait for one another in a circle.
        CacheEntry[] sorted = [.. entries.OrderBy(static entry => Convert.ToHexString(entry.Key), StringComparer.Ordinal)];
        using NpgsqlCommand command = await CommandAsync("write_cache", cancellationToken).ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = executionId });
        AddColumn(command, NpgsqlDbType.Bytea, sorted.Select(static entry => entry.Key));
        AddColumn(command, NpgsqlDbType.Text, sorted.Select(static entry => entry.StepId));
        AddPayloads(command, [.. sorted.Select(static entry => entry.Value)]);
        AddColumn(command, NpgsqlDbType.Double, sorted.Select(static entry => entry.TimeToLive.TotalSeconds));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> DeleteExpiredCacheAsync(int maxRows, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = await CommandAsync("delete_expired_cache", cancellationToken).ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxRows });
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private async ValueTask<NpgsqlCommand> CommandAsync(string statement, CancellationToken cancellationToken) =>
        (await database.OpenAsync(cancellationToken).ConfigureAwait(false)).Client.CreateCommand(SqlText.Get(statement));

    private static void AddKeys(NpgsqlCommand command, StepKey[] steps)
    {
        AddColumn(command, NpgsqlDbType.Uuid, steps.Select(static step => step.ExecutionId));
        AddColumn(command, NpgsqlDbType.Text, steps.Select(static step => step.StepId));
        AddColumn(command, NpgsqlDbType.Integer, steps.Select(static step => step.Item));
        AddColumn(command, NpgsqlDbType.Integer, steps.Select(static step => step.Round));
    }

    private static void AddPayloads(NpgsqlCommand command, StoredPayload[] payloads)
    {
        AddColumn(command, NpgsqlDbType.Text, payloads.Select(static payload => payload.Json));
        AddColumn(command, NpgsqlDbType.Text, payloads.Select(static payload => payload.Codec));
    }

    private static void AddColumn<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

    /// <summary>A payload, and behind it its codec.</summary>
    private static StoredPayload Payload(NpgsqlDataReader row, int column) => new(row.GetString(column), row.IsDBNull(column + 1) ? null : row.GetString(column + 1));
}
