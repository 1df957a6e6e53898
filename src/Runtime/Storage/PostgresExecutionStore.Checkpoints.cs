using System.Data;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>What the checkpoint writer asks for.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Lane, "open_lane", lane, incarnation);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection connection = await pools.Lane.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            // Named, because the fence rests on a locked row being looked at again, and a role's default may be another level.
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                HashSet<Guid> written = await WriteAsync(connection, batch, cancellationToken).ConfigureAwait(false);
                PausePoints.Reach("before commit is sent");
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                PausePoints.Reach("commit answered, not acted on");
                return written;
            }
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
        using NpgsqlCommand command = Command(
            pools.Lane,
            "read_written",
            batch.Lane,
            batch.Number,
            Array(batch.Checkpoints.Select(checkpoint => checkpoint.ExecutionId), NpgsqlDbType.Uuid),
            Array(batch.Checkpoints.Select(checkpoint => checkpoint.LastSeq), NpgsqlDbType.Bigint));
        return (await ReadAsync(command, static row => row.GetGuid(0), cancellationToken).ConfigureAwait(false)).ToHashSet();
    }

    private static HolderRow ReadHolder(NpgsqlDataReader row) => new(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetInt64(2), row.GetInt64(3));

    internal static async ValueTask<HashSet<Guid>> WriteAsync(NpgsqlConnection connection, Batch batch, CancellationToken cancellationToken)
    {
        // Set here and not in the connection string: a pooler would pass it on to strangers.
        using var statements = new NpgsqlBatch(connection);
        statements.BatchCommands.Add(Statement("make_durable"));
        statements.BatchCommands.Add(Statement("limit_lock_wait", ((long)batch.LockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)));
        statements.BatchCommands.Add(CommitCommand(batch));
        return (await ReadLastAsync(statements, static row => row.GetGuid(0), cancellationToken).ConfigureAwait(false)).ToHashSet();
    }

    private static NpgsqlBatchCommand CommitCommand(Batch batch)
    {
        IReadOnlyList<Checkpoint> runs = batch.Checkpoints;
        (Guid Run, StepWrite Step)[] steps = [.. runs.SelectMany(run => run.Steps.Select(step => (run.ExecutionId, step)))];
        (Guid Run, EventWrite Event)[] events = [.. runs.SelectMany(run => run.Events.Select(entry => (run.ExecutionId, entry)))];
        (Guid Run, long Message)[] messages = [.. runs.SelectMany(run => run.ConsumedMessages.Select(message => (run.ExecutionId, message)))];
        NpgsqlBatchCommand command = Statement("commit_batch");
        NpgsqlParameterCollection parameters = command.Parameters;
        parameters.Add(new() { Value = batch.Holder });
        parameters.Add(new() { Value = batch.Lane });
        parameters.Add(new() { Value = batch.Number });

        parameters.Add(Array(runs.Select(run => run.ExecutionId), NpgsqlDbType.Uuid));
        parameters.Add(Array(runs.Select(run => run.Token), NpgsqlDbType.Bigint));
        parameters.Add(Array(runs.Select(run => run.LastSeq), NpgsqlDbType.Bigint));
        parameters.Add(Array(runs.Select(run => run.Status.ToText()), NpgsqlDbType.Text));
        parameters.Add(Array(runs.Select(run => run.Output), NpgsqlDbType.Text));
        parameters.Add(Array(runs.Select(run => run.Error), NpgsqlDbType.Text));
        parameters.Add(Array(runs.Select(run => run.State), NpgsqlDbType.Text));
        parameters.Add(Array(runs.Select(run => run.Release), NpgsqlDbType.Boolean));
        parameters.Add(Array(runs.Select(run => run.WakeIn?.TotalSeconds), NpgsqlDbType.Double));

        parameters.Add(Array(steps.Select(step => step.Run), NpgsqlDbType.Uuid));
        parameters.Add(Array(steps.Select(step => step.Step.StepId), NpgsqlDbType.Text));
        parameters.Add(Array(steps.Select(step => step.Step.Status.ToText()), NpgsqlDbType.Text));
        parameters.Add(Array(steps.Select(step => step.Step.Attempt), NpgsqlDbType.Integer));
        parameters.Add(Array(steps.Select(step => step.Step.Failures), NpgsqlDbType.Integer));
        parameters.Add(Array(steps.Select(step => step.Step.Agent), NpgsqlDbType.Text));
        parameters.Add(Array(steps.Select(step => step.Step.Input), NpgsqlDbType.Text));
        parameters.Add(Array(steps.Select(step => step.Step.Output), NpgsqlDbType.Text));
        parameters.Add(Array(steps.Select(step => step.Step.Error), NpgsqlDbType.Text));
        parameters.Add(Array(steps.Select(step => step.Step.DueIn?.TotalSeconds), NpgsqlDbType.Double));

        parameters.Add(Array(events.Select(entry => entry.Run), NpgsqlDbType.Uuid));
        parameters.Add(Array(events.Select(entry => entry.Event.Seq), NpgsqlDbType.Bigint));
        parameters.Add(Array(events.Select(entry => entry.Event.Type), NpgsqlDbType.Text));
        parameters.Add(Array(events.Select(entry => entry.Event.StepId), NpgsqlDbType.Text));
        parameters.Add(Array(events.Select(entry => entry.Event.Attempt), NpgsqlDbType.Integer));
        parameters.Add(Array(events.Select(entry => entry.Event.Payload), NpgsqlDbType.Text));

        parameters.Add(Array(messages.Select(message => message.Run), NpgsqlDbType.Uuid));
        parameters.Add(Array(messages.Select(message => message.Message), NpgsqlDbType.Bigint));

        parameters.Add(Array(runs.Select(run => run.FollowsSeq), NpgsqlDbType.Bigint));
        return command;
    }
}
