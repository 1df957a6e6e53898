using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>What readers of events ask for.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask<TailPage> ReadTailAsync(TailRequest request, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(
            pools.Client,
            "tail_events",
            Array(request.Batches.Keys, NpgsqlDbType.Uuid),
            Array(request.Batches.Values, NpgsqlDbType.Bigint),
            request.Passed,
            request.Lanes,
            request.Rows,
            new NpgsqlParameter { Value = request.First is { } first ? first : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        var rows = new List<TailRow>();
        TailPage? lanes = null;
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (reader.IsDBNull(0)) lanes = new TailPage(reader.GetInt64(8), reader.GetFieldValue<Guid[]>(9), reader.GetFieldValue<Guid[]>(10), rows);
                else rows.Add(ReadTailRow(reader));
            }
        }

        return lanes!;
    }

    public async ValueTask<TailEnd> ReadTailEndAsync(CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "tail_end");
        List<(long Passed, Guid? Lane, long Batch)> rows = await ReadAsync(
            command, static row => (row.GetInt64(0), row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1), row.IsDBNull(2) ? 0 : row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        return new TailEnd(rows.Where(row => row.Lane is not null).ToDictionary(row => row.Lane!.Value, row => row.Batch), rows[0].Passed);
    }

    public async ValueTask<RunTailPage?> ReadRunTailAsync(Guid executionId, long afterSeq, int limit, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "tail_run", executionId, afterSeq, limit);
        List<(string Status, RunTailRow? Row)> rows = await ReadAsync(
            command,
            static row => (row.GetString(0), row.IsDBNull(1) ? null : new RunTailRow(row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3))),
            cancellationToken).ConfigureAwait(false);
        return rows is [var first, ..] ? new RunTailPage(ExecutionStatusText.Parse(first.Status), [.. rows.Where(row => row.Row is not null).Select(row => row.Row!)]) : null;
    }

    private static TailRow ReadTailRow(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetInt64(1),
        row.GetGuid(2),
        row.GetInt64(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetString(5),
        row.IsDBNull(6) ? null : (row.GetGuid(6), row.GetInt64(7)));
}
