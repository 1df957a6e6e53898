using Npgsql;
using NpgsqlTypes;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>The store on PostgreSQL: what clients ask for. Each statement is a file of its own, and each value a parameter.</summary>
internal sealed partial class PostgresExecutionStore(PerdureDatabase database, TimeProvider time) : IExecutionStore
{
    /// <summary>What this worker knows of the tables. A migration that an older worker cannot live with raises schema_version.min_worker above it.</summary>
    public const int WorkerProtocol = 1;

    public async ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlBatch start = Durable(pools);
        BatchStatements.AddQueuedStarts(start, runs);
        NewExecution[] keyed = [.. runs.Where(static run => run.Key is not null)];
        if (keyed.Length > 0)
        {
            BatchStatements.AddConflicts(start, keyed);
            return await ReadResultAsync(start, "conflict", row => keyed[row.GetInt32(0) - 1], cancellationToken).ConfigureAwait(false);
        }

        await start.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    public async ValueTask<IReadOnlyList<ExecutionRow>> GetAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "get_executions", Array(executionIds, NpgsqlDbType.Uuid));
        return await ReadAsync(command, ReadExecution, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ExecutionRow>> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(
            pools.Client,
            request.Tags.Count > 0 ? "list_tagged_executions" : "list_executions",
            Text(request.Workflow),
            Text(request.Status?.ToText()),
            new NpgsqlParameter { Value = request.Before is { } before ? before.ToUniversalTime() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new NpgsqlParameter { Value = request.BeforeId is { } id ? id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            request.Limit);
        if (request.Tags.Count > 0)
        {
            command.Parameters.Add(Array(request.Tags.Keys, NpgsqlDbType.Text));
            command.Parameters.Add(Array(request.Tags.Values, NpgsqlDbType.Text));
        }

        return await ReadAsync(command, ReadExecution, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> IsServedAsync(string plan, string? queue, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "is_served", plan, Text(queue));
        return (await ReadAsync(command, static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Single();
    }

    public ValueTask<bool> CancelAsync(Guid executionId, CancellationToken cancellationToken) => AskForAsync("cancel_execution", cancellationToken, executionId);

    public ValueTask<bool> SignalAsync(Guid executionId, string name, StoredPayload value, CancellationToken cancellationToken) =>
        AskForAsync("signal_execution", cancellationToken, executionId, name, value.Json, Text(value.Codec));

    public ValueTask<bool> AnswerAsync(Guid executionId, string question, StoredPayload value, CancellationToken cancellationToken) =>
        AskForAsync("answer_question", cancellationToken, executionId, question, value.Json, Text(value.Codec));

    public ValueTask<bool> PauseAsync(Guid executionId, CancellationToken cancellationToken) => AskForAsync("pause_execution", cancellationToken, executionId);

    public ValueTask<bool> ResumeAsync(Guid executionId, CancellationToken cancellationToken) => AskForAsync("resume_execution", cancellationToken, executionId);

    public ValueTask<bool> TerminateAsync(Guid executionId, string? reason, CancellationToken cancellationToken) => AskForAsync("terminate_execution", cancellationToken, executionId, Text(reason));

    public ValueTask<bool> RetryAsync(Guid executionId, CancellationToken cancellationToken) => AskForAsync("retry_execution", cancellationToken, executionId);

    public async ValueTask<int> DeleteFinishedAsync(ExecutionStatus status, TimeSpan age, int maxRows, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "delete_finished", status.ToText(), age.TotalSeconds, maxRows);
        return (await ReadAsync(command, static row => row.GetInt32(0), cancellationToken).ConfigureAwait(false)).Single();
    }

    private async ValueTask<bool> AskForAsync(string statement, CancellationToken cancellationToken, params object[] values)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlBatch wish = Durable(pools);
        wish.BatchCommands.Add(Statement(statement, values));
        return (await ReadLastAsync(wish, static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Single();
    }

    private static ExecutionRow ReadExecution(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetInt32(2),
        ExecutionStatusText.Parse(row.GetString(3)),
        Payload(row, 4),
        NullableString(row, 6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9))
    {
        ForkedFrom = row.IsDBNull(10) ? null : row.GetGuid(10),
    };

    /// <summary>A transaction of a client that is on disk when it returns, whatever the role's defaults.</summary>
    private static NpgsqlBatch Durable(Pools pools)
    {
        NpgsqlBatch batch = pools.Client.CreateBatch();
        if (!pools.HasSessions) batch.BatchCommands.Add(Settings.ForTransaction());
        return batch;
    }

    private static NpgsqlBatchCommand Statement(string statement, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(SqlText.Get(statement));
        foreach (object value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, string statement, params ReadOnlySpan<object> values)
    {
        NpgsqlCommand command = source.CreateCommand(SqlText.Get(statement));
        foreach (object value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private static async ValueTask<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The rows of a batch's last statement; those before it only prepare it.</summary>
    private static async ValueTask<List<T>> ReadLastAsync<T>(NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            for (var before = 1; before < batch.BatchCommands.Count; before++) await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A payload, and behind it its codec.</summary>
    private static StoredPayload? Payload(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : new StoredPayload(row.GetString(column), NullableString(row, column + 1));

    private static string? NullableString(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter Text(string? value) => new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
