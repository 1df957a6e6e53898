using Npgsql;
using NpgsqlTypes;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>The streams of runs, on PostgreSQL.</summary>
internal sealed class PostgresStreamStore(PerdureDatabase database) : IStreamStore
{
    /// <summary>How much of a page is held in memory: where items are large, it has fewer.</summary>
    private const int PageCharacters = 8_000_000;

    public async ValueTask<IReadOnlySet<Guid>> AppendAsync(Guid holder, long batch, IReadOnlyList<StreamWrite> items, CancellationToken cancellationToken)
    {
        StreamWrite[][] runs = [.. items.GroupBy(static item => item.Step.ExecutionId).OrderBy(static run => run.Key, Comparer<Guid>.Create(InIdOrder.Compare)).Select(static run => run.ToArray())];
        NpgsqlDataSource pool = (await database.OpenAsync(cancellationToken).ConfigureAwait(false)).Stream;
        HashSet<Guid> appended = await AppendAsync(pool, holder, batch, runs, cancellationToken).ConfigureAwait(false);
        Guid[] missing = [.. runs.Select(static run => run[0].Step.ExecutionId).Where(run => !appended.Contains(run))];

        // Lost to another holder, or there since an earlier try of this batch of which no answer came: the head, which this one has waited for, tells.
        if (missing.Length > 0) appended.UnionWith(await ReadAppendedAsync(pool, holder, batch, missing, cancellationToken).ConfigureAwait(false));
        return appended;
    }

    public async ValueTask<StreamPage?> ReadAsync(Guid executionId, long after, string? stepId, int limit, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = (await database.OpenAsync(cancellationToken).ConfigureAwait(false)).Client.CreateCommand(SqlText.Get("read_stream"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = executionId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter { Value = stepId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        ExecutionStatus? status = null;
        var rows = new List<StreamRow>();
        var characters = 0;
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (characters < PageCharacters && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                status = ExecutionStatusText.Parse(reader.GetString(0));
                if (reader.IsDBNull(1)) continue;
                StreamRow row = Row(reader);
                rows.Add(row);
                characters += row.Value?.Json.Length ?? 0;
            }
        }

        return status is { } known ? new StreamPage(known, rows, MayHaveMore: rows.Count == limit || characters >= PageCharacters) : null;
    }

    private static async ValueTask<HashSet<Guid>> AppendAsync(NpgsqlDataSource pool, Guid holder, long batch, StreamWrite[][] runs, CancellationToken cancellationToken)
    {
        StreamWrite[] items = [.. runs.SelectMany(static run => run)];
        using NpgsqlCommand command = pool.CreateCommand(SqlText.Get("append_stream"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = holder });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch });
        AddColumn(command, NpgsqlDbType.Uuid, runs.Select(static run => run[0].Step.ExecutionId));
        AddColumn(command, NpgsqlDbType.Bigint, runs.Select(static run => (long)run.Length));
        AddColumn(command, NpgsqlDbType.Uuid, items.Select(static item => item.Step.ExecutionId));
        AddColumn(command, NpgsqlDbType.Bigint, runs.SelectMany(static run => run.Select((_, index) => (long)(run.Length - 1 - index))));
        AddColumn(command, NpgsqlDbType.Text, items.Select(static item => item.Step.StepId));
        AddColumn(command, NpgsqlDbType.Integer, items.Select(static item => item.Step.Item));
        AddColumn(command, NpgsqlDbType.Integer, items.Select(static item => item.Step.Round));
        AddColumn(command, NpgsqlDbType.Integer, items.Select(static item => item.Attempt));
        AddColumn(command, NpgsqlDbType.Boolean, items.Select(static item => item.IsUndo));
        AddColumn(command, NpgsqlDbType.Text, items.Select(static item => item.Value.Json));
        AddColumn(command, NpgsqlDbType.Text, items.Select(static item => item.Value.Codec));
        HashSet<Guid> appended = await ReadIdsAsync(command, cancellationToken).ConfigureAwait(false);
        PausePoints.Reach("stream appended, not acted on");
        return appended;
    }

    private static async ValueTask<HashSet<Guid>> ReadAppendedAsync(NpgsqlDataSource pool, Guid holder, long batch, Guid[] runs, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = pool.CreateCommand(SqlText.Get("read_appended"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = holder });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch });
        AddColumn(command, NpgsqlDbType.Uuid, runs);
        return await ReadIdsAsync(command, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<HashSet<Guid>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static StreamRow Row(NpgsqlDataReader row) => new(
        row.GetInt64(1),
        row.GetString(2),
        row.GetInt32(3),
        row.GetInt32(4),
        row.GetInt32(5),
        row.GetBoolean(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.IsDBNull(8) ? null : new StoredPayload(row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9)));

    private static void AddColumn<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
