using Npgsql;
using NpgsqlTypes;
using Perdure.Schedules;

namespace Perdure.Storage;

/// <summary>What schedules ask for.</summary>
internal sealed partial class PostgresExecutionStore : IScheduleStore
{
    public async ValueTask RegisterAsync(IReadOnlyList<KnownSchedule> schedules, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand register = Command(
            pools.Claim,
            "register_schedules",
            Array(schedules.Select(static known => known.Workflow.Name), NpgsqlDbType.Text),
            Array(schedules.Select(static known => known.Schedule.Id), NpgsqlDbType.Text),
            Array(schedules.Select(static known => known.Workflow.Version), NpgsqlDbType.Integer),
            Array(schedules.Select(static known => known.Schedule.Cron), NpgsqlDbType.Text),
            Array(schedules.Select(static known => known.Schedule.TimeZone), NpgsqlDbType.Text),
            Array(schedules.Select(static known => ScheduleTexts.Of(known.Schedule.MissedRuns)), NpgsqlDbType.Text),
            Array(schedules.Select(static known => known.Schedule.MaxMissedRuns), NpgsqlDbType.Integer),
            Array(schedules.Select(static known => ScheduleTexts.Of(known.Schedule.Overlap)), NpgsqlDbType.Text));
        await register.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyDictionary<string, TimeSpan>> ReadDueAsync(IReadOnlyList<KnownSchedule> schedules, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(
            pools.Claim,
            "next_schedules",
            Array(schedules.Select(static known => known.Id), NpgsqlDbType.Text),
            Array(schedules.Select(static known => known.Workflow.Version), NpgsqlDbType.Integer),
            Array(schedules.Select(static known => known.Schedule.Cron), NpgsqlDbType.Text),
            Array(schedules.Select(static known => known.Schedule.TimeZone), NpgsqlDbType.Text),
            WorkerProtocol);
        List<(string Id, double Seconds)> due = await ReadAsync(command, static row => (row.GetString(0), row.GetDouble(1)), cancellationToken).ConfigureAwait(false);

        // Farther away than a day is far enough, and within what a time span can count to.
        return due.ToDictionary(static one => one.Id, static one => TimeSpan.FromSeconds(Math.Min(one.Seconds, TimeSpan.SecondsPerDay)), StringComparer.Ordinal);
    }

    public async ValueTask<FiredSchedule?> FireAsync(KnownSchedule schedule, Func<DueSchedule, FiredSchedule> fire, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection connection = await pools.Claim.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await LockAsync(connection, pools.HasSessions, schedule, cancellationToken).ConfigureAwait(false) is not { } row) return null;
                FiredSchedule fired = fire(row);
                PausePoints.Reach("schedule locked");
                if (fired.Waits && fired.Firing.NextFire == row.NextFire) return fired;
                await AdvanceAsync(connection, schedule, fired, cancellationToken).ConfigureAwait(false);
                PausePoints.Reach("schedule fired, not committed");
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                PausePoints.Reach("schedule fired");
                return fired;
            }
        }
    }

    public async ValueTask<IReadOnlyList<ScheduleInfo>> ListAsync(string? id, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "list_schedules", Text(id));
        return await ReadAsync(
            command,
            static row => new ScheduleInfo(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5))
            {
                MissedRuns = ScheduleTexts.ParseMissedRuns(row.GetString(6)),
                MaxMissedRuns = row.GetInt32(7),
                Overlap = ScheduleTexts.ParseOverlap(row.GetString(8)),
                NextFire = Time(row, 9),
                LastFire = Time(row, 10),
                LastExecution = row.IsDBNull(11) ? null : row.GetGuid(11),
                PausedAt = Time(row, 12),
                ReadAt = row.GetFieldValue<DateTimeOffset>(13),
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> PauseAsync(string id, CancellationToken cancellationToken) => ChangeAsync("pause_schedule", id, cancellationToken);

    public ValueTask<bool> ResumeAsync(string id, CancellationToken cancellationToken) => ChangeAsync("resume_schedule", id, cancellationToken);

    private async ValueTask<bool> ChangeAsync(string statement, string id, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlBatch change = Durable(pools);
        change.BatchCommands.Add(Statement(statement, id));
        return (await ReadLastAsync(change, static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Single();
    }

    /// <summary>The row is locked first; whether the previous run has ended is read after, with a snapshot that sees what was committed until then.</summary>
    private static async ValueTask<DueSchedule?> LockAsync(NpgsqlConnection connection, bool hasSessions, KnownSchedule schedule, CancellationToken cancellationToken)
    {
        using var locking = new NpgsqlBatch(connection);
        if (!hasSessions) locking.BatchCommands.Add(Settings.ForTransaction());
        locking.BatchCommands.Add(Statement("lock_schedule", schedule.Id, schedule.Workflow.Version, schedule.Schedule.Cron, schedule.Schedule.TimeZone));
        List<DueSchedule> rows = await ReadLastAsync(
            locking,
            static row => new DueSchedule(Time(row, 0), row.GetFieldValue<DateTimeOffset>(1), Time(row, 2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetFieldValue<DateTimeOffset>(4), PreviousRuns: false),
            cancellationToken).ConfigureAwait(false);
        if (rows is not [var due] || due.LastExecution is not { } previous || schedule.Schedule.Overlap == Overlap.Allow) return rows.SingleOrDefault();
        using var asking = new NpgsqlBatch(connection) { BatchCommands = { Statement("is_unfinished", previous) } };
        return due with { PreviousRuns = (await ReadLastAsync(asking, static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Single() };
    }

    private static async ValueTask AdvanceAsync(NpgsqlConnection connection, KnownSchedule schedule, FiredSchedule fired, CancellationToken cancellationToken)
    {
        using var advance = new NpgsqlBatch(connection);
        if (fired.Runs.Count > 0) BatchStatements.AddQueuedStarts(advance, fired.Runs);
        advance.BatchCommands.Add(Statement(
            "advance_schedule",
            schedule.Id,
            fired.Firing.NextFire.ToUniversalTime(),
            new NpgsqlParameter { Value = fired.Runs.Count > 0 ? fired.Firing.Instants[^1].ToUniversalTime() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new NpgsqlParameter { Value = fired.Runs.Count > 0 ? fired.Runs[^1].Id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }));
        await advance.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
