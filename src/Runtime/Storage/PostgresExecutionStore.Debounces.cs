using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>The store on PostgreSQL: starts that become one run.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask<Guid?> StartDebouncedAsync(NewExecution run, string key, Debounce debounce, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlBatch start = Durable(pools);
        start.BatchCommands.Add(Statement(
            "start_debounced",
            run.Id,
            run.Workflow,
            run.Version,
            run.Queue,
            run.Priority,
            Text(run.Input?.Json),
            Text(run.Input?.Codec),
            Text(run.Trace),
            key,
            debounce.Quiet.TotalSeconds,
            debounce.AtMost.TotalSeconds,
            new NpgsqlParameter { Value = (object?)run.EndsIn?.TotalSeconds ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
            new NpgsqlParameter { Value = (object?)run.EndsBy?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            Array(run.Tags.Keys, NpgsqlDbType.Text),
            Array(run.Tags.Values, NpgsqlDbType.Text)));
        return (await ReadLastAsync(start, static row => row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0), cancellationToken).ConfigureAwait(false)).Single();
    }
}
