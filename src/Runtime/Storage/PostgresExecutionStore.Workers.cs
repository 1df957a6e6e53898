using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>What workers ask for: leases, claims, takeovers, mail, a run's rows.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask RegisterWorkerAsync(Incarnation worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand plans = Command(
            pools.Claim,
            "register_plans",
            Array(worker.Plans.Select(plan => plan.Name), NpgsqlDbType.Text),
            Array(worker.Plans.Select(plan => plan.Version), NpgsqlDbType.Integer),
            Array(worker.Plans.Select(PlanDefinition.Write), NpgsqlDbType.Text)))
        {
            await plans.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        using NpgsqlCommand register = Command(
            pools.Claim, "register_worker", worker.Id, worker.Name, Environment.MachineName, Environment.ProcessId, PlanIds(worker), lease.TotalSeconds, Array(worker.Queues, NpgsqlDbType.Text));
        await register.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Heartbeat, "heartbeat", incarnation, lease.TotalSeconds);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async ValueTask DeclareDeadAsync(Guid incarnation, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Claim, "declare_dead", incarnation);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeclareNameDeadAsync(string name, Guid successor, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Claim, "declare_name_dead", name, successor);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(Incarnation worker, int limit, CancellationToken cancellationToken) =>
        AcquireAsync("claim", worker, limit, [], cancellationToken);

    public async ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(Incarnation worker, IReadOnlyList<Guid> held, int limit, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand expire = Command(pools.Claim, "declare_expired_dead"))
            await expire.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return await AcquireAsync("take_over", worker, limit, [Array(held, NpgsqlDbType.Uuid)], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PollResult> PollAsync(Incarnation worker, IReadOnlyList<Guid> held, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        List<Guid> woken = [];
        if (held.Count > 0)
        {
            using NpgsqlCommand ask = Command(pools.Claim, "poll_woken", Array(held, NpgsqlDbType.Uuid));
            woken = await ReadAsync(ask, static row => row.GetGuid(0), cancellationToken).ConfigureAwait(false);
        }

        using NpgsqlCommand due = Command(pools.Claim, "poll_due", Array(worker.Queues, NpgsqlDbType.Text), PlanIds(worker));
        (TimeSpan? next, int minWorker) = (await ReadAsync(
            due, static row => (row.IsDBNull(0) ? (TimeSpan?)null : TimeSpan.FromSeconds(row.GetDouble(0)), row.GetInt32(1)), cancellationToken).ConfigureAwait(false)).Single();
        return new PollResult(woken, next, minWorker);
    }

    public async ValueTask<IReadOnlyList<Message>> ReadMailAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Claim, "read_mail", Array(executionIds, NpgsqlDbType.Uuid));
        return await ReadAsync(command, static row => new Message(row.GetGuid(0), row.GetInt64(1), row.GetString(2)), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Message>> TakeMailAsync(Guid executionId, Guid holder, long token, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand wake = Command(pools.Client, "delete_wake_row", executionId, holder, token))
        {
            if ((long)(await wake.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! == 0) return [];
        }

        PausePoints.Reach("wake row deleted, mail unread");
        return await ReadMailAsync([executionId], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StepRow>> ReadStepsAsync(Guid executionId, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_steps", executionId);
        return await ReadAsync(
            command,
            static row => new StepRow(
                row.GetString(0), StepStatusText.Parse(row.GetString(1)), row.GetInt32(2), row.GetInt32(3), NullableString(row, 4), row.IsDBNull(5) ? null : TimeSpan.FromSeconds(row.GetDouble(5))),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyDictionary<string, string?>> ReadOutputsAsync(Guid executionId, IReadOnlyList<string> stepIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_outputs", executionId, Array(stepIds, NpgsqlDbType.Text));
        List<(string Step, string? Output)> rows = await ReadAsync(command, static row => (row.GetString(0), NullableString(row, 1)), cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Step, row => row.Output, StringComparer.Ordinal);
    }

    private static NpgsqlParameter PlanIds(Incarnation worker) => Array(worker.Plans.Select(plan => plan.Id), NpgsqlDbType.Text);

    private async ValueTask<IReadOnlyList<ClaimedRun>> AcquireAsync(string statement, Incarnation worker, int limit, NpgsqlParameter[] more, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Claim, statement, worker.Id, Array(worker.Queues, NpgsqlDbType.Text), PlanIds(worker), limit, WorkerProtocol);
        foreach (NpgsqlParameter parameter in more) command.Parameters.Add(parameter);
        return await ReadAsync(
            command,
            static row => new ClaimedRun(
                row.GetGuid(0), row.GetString(1), NullableString(row, 2), row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetGuid(5)),
            cancellationToken).ConfigureAwait(false);
    }
}
