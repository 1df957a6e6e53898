using Npgsql;
using NpgsqlTypes;
using Perdure.Payloads;

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

    public async ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand claim = Acquire(pools, "claim", worker, request.Limit);
        claim.Parameters.Add(new NpgsqlParameter<double> { TypedValue = request.From });
        double? through = null;
        List<ClaimedRun> runs = await ReadAsync(
            claim,
            row =>
            {
                through = row.GetDouble(15);
                return ReadClaimed(row);
            },
            cancellationToken).ConfigureAwait(false);
        return new Claim(runs, through);
    }

    public async ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(Incarnation worker, TakeOverRequest request, int limit, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand expire = Command(pools.Claim, "declare_expired_dead"))
            await expire.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand takeOver = Acquire(pools, "take_over", worker, limit);
        takeOver.Parameters.Add(Array(request.Strays, NpgsqlDbType.Uuid));
        takeOver.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = request.HasSuspect });
        return await ReadAsync(takeOver, ReadClaimed, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand poll = Command(pools.Claim, "poll", Array(worker.Queues, NpgsqlDbType.Text), PlanIds(worker), Array(request.Held, NpgsqlDbType.Uuid), request.From, worker.Id);
        return (await ReadAsync(
            poll,
            static row => new PollResult(row.GetFieldValue<Guid[]>(2), Seconds(row, 0), row.GetInt32(1), Seconds(row, 3), row.GetDouble(4)),
            cancellationToken).ConfigureAwait(false)).Single();
    }

    public async ValueTask<HolderInspection> InspectHoldersAsync(Guid incarnation, IReadOnlyList<Guid> held, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand inspect = Command(pools.Claim, "inspect_holders", incarnation, Array(held, NpgsqlDbType.Uuid));
        return (await ReadAsync(inspect, static row => new HolderInspection(row.GetFieldValue<Guid[]>(0), row.GetBoolean(1), row.GetFieldValue<Guid[]>(2)), cancellationToken).ConfigureAwait(false)).Single();
    }

    /// <summary>How many messages of one run are read at a time.</summary>
    private const int MailPage = 200;

    public async ValueTask<IReadOnlyList<Message>> ReadMailAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Claim, "read_mail", Array(executionIds, NpgsqlDbType.Uuid));
        return await ReadAsync(command, ReadMessage, cancellationToken).ConfigureAwait(false);
    }

    private static Message ReadMessage(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetInt64(1), row.GetString(2))
    {
        Signal = row.IsDBNull(3) ? null : new SignalMessage(row.GetString(3), new StoredPayload(NullableString(row, 4) ?? "null", NullableString(row, 5)), row.IsDBNull(7) ? 0 : row.GetInt64(7), NullableString(row, 8)),
        Payload = NullableString(row, 6),
    };

    public async ValueTask<IReadOnlyList<Message>> TakeMailAsync(Guid executionId, Guid holder, long token, KnownMail known, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand wake = Command(pools.Client, "delete_wake_row", executionId, holder, token))
        {
            if ((long)(await wake.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! == 0) return [];
        }

        PausePoints.Reach("wake row deleted, mail unread");
        long behind = known.Through;
        if (behind > 0)
        {
            // Ids are given before a commit: one in front of the last that is known can become visible after it.
            using NpgsqlCommand count = Command(pools.Claim, "count_mail", executionId, behind);
            if ((int)(await count.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! != known.Count) behind = 0;
        }

        return await ReadMailAsync(pools, executionId, behind, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the messages behind one, some at a time: there may be many, and large ones.</summary>
    private static async Task<IReadOnlyList<Message>> ReadMailAsync(Pools pools, Guid executionId, long behind, CancellationToken cancellationToken)
    {
        List<Message> mail = [];
        while (true)
        {
            using NpgsqlCommand command = Command(pools.Claim, "read_mail_behind", executionId, behind, MailPage);
            List<Message> page = await ReadAsync(command, ReadMessage, cancellationToken).ConfigureAwait(false);
            mail.AddRange(page);
            if (page.Count < MailPage) return mail;
            behind = page[^1].Id;
        }
    }

    public async ValueTask<ILookup<Guid, StepRow>> ReadStepsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_steps", Array(executionIds, NpgsqlDbType.Uuid));
        return await ReadStepsAsync(command, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ILookup<Guid, StepRow>> ReadOpenStepsAsync(IReadOnlyList<Guid> executionIds, IReadOnlyList<StepMark> marks, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(
            pools.Client,
            "read_open_steps",
            Array(executionIds, NpgsqlDbType.Uuid),
            Array(marks.Select(mark => mark.ExecutionId), NpgsqlDbType.Uuid),
            Array(marks.Select(mark => mark.StepId), NpgsqlDbType.Text),
            Array(marks.Select(mark => mark.Through), NpgsqlDbType.Integer),
            Array(marks.Select(mark => mark.FirstFailed), NpgsqlDbType.Integer));
        return await ReadStepsAsync(command, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ILookup<Guid, StepRow>> ReadStepsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<(Guid Run, StepRow Step)> rows = await ReadAsync(
            command,
            static row => (row.GetGuid(0), new StepRow(
                row.GetString(1), StepStatusText.Parse(row.GetString(2)), row.GetInt32(3), row.GetInt32(4), NullableString(row, 5), Seconds(row, 6))
            {
                Item = row.GetInt32(7),
                Round = row.GetInt32(8),
                WaitsFor = NullableString(row, 9),
                IsUntold = row.GetBoolean(10),
                IsLast = row.GetBoolean(11),
                Inputs = NullableString(row, 12),
                Tag = NullableString(row, 13),
                EndsIn = Seconds(row, 14),
            }),
            cancellationToken).ConfigureAwait(false);
        return rows.ToLookup(row => row.Run, row => row.Step);
    }

    public async ValueTask<IReadOnlyDictionary<Guid, string>> ReadSnapshotsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_snapshots", Array(executionIds, NpgsqlDbType.Uuid));
        List<(Guid Run, string State)> rows = await ReadAsync(command, static row => (row.GetGuid(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Run, row => row.State);
    }

    public async ValueTask<IReadOnlyDictionary<StepKey, StoredPayload?>> ReadOutputsAsync(IReadOnlyList<StepKey> steps, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(
            pools.Client,
            "read_outputs",
            Array(steps.Select(step => step.ExecutionId), NpgsqlDbType.Uuid),
            Array(steps.Select(step => step.StepId), NpgsqlDbType.Text),
            Array(steps.Select(step => step.Item), NpgsqlDbType.Integer),
            Array(steps.Select(step => step.Round), NpgsqlDbType.Integer));
        List<(StepKey Step, StoredPayload? Output)> rows = await ReadAsync(
            command, static row => (new StepKey(row.GetGuid(0), row.GetString(1), row.GetInt32(4), row.GetInt32(5)), Payload(row, 2)), cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Step, row => row.Output);
    }

    public async ValueTask<IReadOnlyList<StoredPayload?>> ReadItemsAsync(Guid executionId, string stepId, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_items", executionId, stepId);
        return await ReadAsync(command, static row => Payload(row, 1), cancellationToken).ConfigureAwait(false);
    }

    private static TimeSpan? Seconds(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : TimeSpan.FromSeconds(row.GetDouble(column));

    private static NpgsqlParameter PlanIds(Incarnation worker) => Array(worker.Plans.Select(plan => plan.Id), NpgsqlDbType.Text);

    private static NpgsqlCommand Acquire(Pools pools, string statement, Incarnation worker, int limit) =>
        Command(pools.Claim, statement, worker.Id, Array(worker.Queues, NpgsqlDbType.Text), PlanIds(worker), limit, WorkerProtocol);

    private static ClaimedRun ReadClaimed(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), Payload(row, 2), row.GetInt64(4), row.GetInt64(5), row.IsDBNull(6) ? null : row.GetGuid(6))
    {
        Recoveries = row.GetInt32(7),
        Trace = NullableString(row, 8),
        BeginsIn = Seconds(row, 13),
        EndsIn = Seconds(row, 14),
        Parent = row.IsDBNull(9) ? null : new ParentStep(row.GetGuid(9), row.GetString(10), row.GetInt32(11), row.GetInt32(12)),
    };
}
