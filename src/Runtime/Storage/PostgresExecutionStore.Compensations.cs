using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>What is read to undo steps.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask<ILookup<Guid, CompensationRow>> ReadCompensationsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_compensations", Array(executionIds, NpgsqlDbType.Uuid));
        List<(Guid Run, CompensationRow Row)> rows = await ReadAsync(
            command,
            static row => (row.GetGuid(0), new CompensationRow(
                row.GetInt32(1),
                row.GetString(2),
                row.GetInt32(3),
                row.GetInt32(4),
                CompensationStatusText.Parse(row.GetString(5)),
                row.GetInt32(6),
                row.GetInt32(7),
                NullableString(row, 8),
                NullableString(row, 9),
                Seconds(row, 10),
                row.GetBoolean(11))),
            cancellationToken).ConfigureAwait(false);
        return rows.ToLookup(row => row.Run, row => row.Row);
    }

    public async ValueTask<IReadOnlyList<StepCourse>> ReadCoursesAsync(Guid executionId, IReadOnlyList<string> stepIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_courses", executionId, Array(stepIds, NpgsqlDbType.Text));
        return await ReadAsync(
            command,
            static row => new StepCourse(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4)),
            cancellationToken).ConfigureAwait(false);
    }
}
