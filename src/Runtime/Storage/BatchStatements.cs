using System.Globalization;
using Npgsql;
using Perdure.Events;

namespace Perdure.Storage;

/// <summary>A batch as statements, each with arrays: what the runs of the batch have in common is sent once, and each statement is planned once a connection.</summary>
internal static class BatchStatements
{
    /// <summary>Where the batch may not wait as long as its session may.</summary>
    public static void AddLockTimeout(NpgsqlBatch statements, Batch batch)
    {
        if (batch.LockTimeout == Batch.DefaultLockTimeout) return;
        NpgsqlBatchCommand limit = Add(statements, "limit_lock_wait");
        limit.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ((long)batch.LockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) });
    }

    public static void AddFence(NpgsqlBatch statements, string fence, Batch batch)
    {
        NpgsqlBatchCommand command = Add(statements, fence);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batch.Holder });

        // In the order of the database, which compares the bytes as they are written: two writers of the same runs must lock them alike.
        Checkpoint[] sorted = [.. batch.Checkpoints];
        Array.Sort(sorted, static (one, other) => InIdOrder.Compare(one.ExecutionId, other.ExecutionId));
        AddColumn(command, sorted, static checkpoint => checkpoint.ExecutionId);
        AddColumn(command, sorted, static checkpoint => checkpoint.Token);
    }

    /// <summary>What checkpoints write, and the batch's starts.</summary>
    public static void AddWrites(NpgsqlBatch statements, Batch batch, IReadOnlyList<Checkpoint> checkpoints, TimeProvider time)
    {
        long now = time.GetTimestamp();
        if (checkpoints.Count > 0)
        {
            AddSteps(statements, batch, checkpoints, now, time);
            AddForgotten(statements, checkpoints);
            AddCompensations(statements, checkpoints);
            AgentStatements.Add(statements, checkpoints);
            AddJournal(statements, batch, checkpoints, now, time);
            AddMessages(statements, checkpoints);
            AddTags(statements, checkpoints);
            QueueStatements.Add(statements, checkpoints);
            ChildStatements.AddChildren(statements, checkpoints);
            ChildStatements.AddLettersAndWakes(statements, checkpoints);
            AddAdvances(statements, batch, checkpoints);
        }

        if (batch.Starts.Count > 0) AddStarts(statements, "start_held_runs", batch.Starts, batch.Holder);
    }

    /// <summary>Runs that begin.</summary>
    public static void AddStarts(NpgsqlBatch statements, string statement, IReadOnlyList<NewExecution> starts, Guid? holder)
    {
        NpgsqlBatchCommand command = Add(statements, statement);
        if (holder is { } held) command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = held });
        AddColumn(command, starts, static run => run.Id);
        AddColumn(command, starts, static run => run.Workflow);
        AddColumn(command, starts, static run => run.Version);
        AddColumn(command, starts, static run => run.Queue);
        AddColumn(command, starts, static run => run.Priority);
        AddColumn(command, starts, static run => run.Input?.Json);
        AddColumn(command, starts, static run => run.Input?.Codec);
        AddColumn(command, starts, static run => run.Trace);
        AddColumn(command, starts, static run => run.Key);
        AddColumn(command, starts, static run => run.InputHash);

        AddColumn(command, starts, static run => run.EndsIn?.TotalSeconds);

        // One that is held from the first moment does not wait, and its time is over so long after that moment: an instant is judged by the database alone.
        if (holder is null)
        {
            AddColumn(command, starts, static run => run.EndsBy?.UtcDateTime);
            AddColumn(command, starts, static run => run.Delay.TotalSeconds);
        }

        if (statement == "start_tagged_runs") AddTags(command, [.. starts.SelectMany(static run => run.Tags, static (run, tag) => (run.Id, tag))]);
    }

    /// <summary>Runs that wait for a worker.</summary>
    public static void AddQueuedStarts(NpgsqlBatch statements, IReadOnlyList<NewExecution> starts) =>
        AddStarts(statements, starts.Any(static run => run.Tags.Count > 0) ? "start_tagged_runs" : "start_runs", starts, holder: null);

    /// <summary>Asks which of the runs that begin under a key were begun before with another input.</summary>
    public static void AddConflicts(NpgsqlBatch statements, IReadOnlyList<NewExecution> keyed)
    {
        NpgsqlBatchCommand command = Add(statements, "find_conflicts");
        AddColumn(command, keyed, static run => run.Id);
        AddColumn(command, keyed, static run => run.InputHash);
    }

    private static void AddSteps(NpgsqlBatch statements, Batch batch, IReadOnlyList<Checkpoint> checkpoints, long now, TimeProvider time)
    {
        List<(Guid Run, StepWrite Step)> inserts = [];
        List<(Guid Run, StepWrite Step)> updates = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            foreach (StepWrite step in checkpoint.Steps) (step.HasRow ? updates : inserts).Add((checkpoint.ExecutionId, step));
        }

        AddSteps(statements, "insert_steps", batch.Holder, inserts, now, time);
        AddSteps(statements, "update_steps", batch.Holder, updates, now, time);
    }

    private static void AddSteps(NpgsqlBatch statements, string statement, Guid holder, List<(Guid Run, StepWrite Step)> steps, long now, TimeProvider time)
    {
        if (steps.Count == 0) return;
        NpgsqlBatchCommand command = Add(statements, statement);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = holder });
        AddColumn(command, steps, static one => one.Run);
        AddColumn(command, steps, static one => one.Step.StepId);
        AddColumn(command, steps, static one => one.Step.Status.ToText());
        AddColumn(command, steps, static one => one.Step.Attempt);
        AddColumn(command, steps, static one => one.Step.Failures);
        AddColumn(command, steps, static one => one.Step.Agent);
        AddColumn(command, steps, static one => one.Step.Input);
        AddColumn(command, steps, static one => one.Step.Output?.Json);
        AddColumn(command, steps, static one => one.Step.Error);
        AddColumn(command, steps, static one => one.Step.Output?.Codec);
        AddColumn(command, steps, static one => one.Step.DueIn?.TotalSeconds);
        AddColumn(command, steps, one => StartedAgo(one.Step, now, time));
        AddColumn(command, steps, static one => one.Step.Item);
        AddColumn(command, steps, static one => one.Step.Round);
        AddColumn(command, steps, static one => one.Step.WaitsFor);
        AddColumn(command, steps, static one => one.Step.EndsIn?.TotalSeconds);
    }

    /// <summary>How long ago the attempt started, in seconds; null: the row tells.</summary>
    private static double? StartedAgo(StepWrite step, long now, TimeProvider time) => step.StartedAt is { } at
        ? Math.Max(0, time.GetElapsedTime(at, now).TotalSeconds)
        : step.Status == StepStatus.Running ? 0 : null;

    private static void AddJournal(NpgsqlBatch statements, Batch batch, IReadOnlyList<Checkpoint> checkpoints, long now, TimeProvider time)
    {
        NpgsqlBatchCommand command = Add(statements, "append_journal");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batch.Lane });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch.Number });
        AddColumn(command, checkpoints, static checkpoint => checkpoint.ExecutionId);
        AddColumn(command, checkpoints, static checkpoint => checkpoint.LastSeq);
        AddColumn(command, checkpoints, checkpoint => EventsJson.Write(checkpoint.Events, now, time));
        AddColumn(command, checkpoints, static checkpoint => checkpoint.State);
    }

    private static void AddMessages(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<(Guid Run, long Message)> messages = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            foreach (long message in checkpoint.ConsumedMessages) messages.Add((checkpoint.ExecutionId, message));
        }

        if (messages.Count == 0) return;
        NpgsqlBatchCommand command = Add(statements, "delete_messages");
        AddColumn(command, messages, static message => message.Run);
        AddColumn(command, messages, static message => message.Message);
    }

    private static void AddTags(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<(Guid Run, KeyValuePair<string, string> Tag)> tags = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            foreach (KeyValuePair<string, string> tag in checkpoint.Tags) tags.Add((checkpoint.ExecutionId, tag));
        }

        if (tags.Count > 0) AddTags(Add(statements, "write_tags"), tags);
    }

    private static void AddTags(NpgsqlBatchCommand command, List<(Guid Run, KeyValuePair<string, string> Tag)> tags)
    {
        AddColumn(command, tags, static one => one.Run);
        AddColumn(command, tags, static one => one.Tag.Key);
        AddColumn(command, tags, static one => one.Tag.Value);
    }

    private static void AddForgotten(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<StepKey> forgotten = [];
        foreach (Checkpoint checkpoint in checkpoints) forgotten.AddRange(checkpoint.Forgotten);
        if (forgotten.Count == 0) return;
        NpgsqlBatchCommand command = Add(statements, "forget_outputs");
        AddColumn(command, forgotten, static key => key.ExecutionId);
        AddColumn(command, forgotten, static key => key.StepId);
        AddColumn(command, forgotten, static key => key.Item);
        AddColumn(command, forgotten, static key => key.Round);
    }

    private static void AddCompensations(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<(Guid Run, string Undo, CompensationRow Row)> undos = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            foreach (CompensationWrite undo in checkpoint.Compensations) undos.Add((checkpoint.ExecutionId, undo.Undo, undo.Row));
        }

        if (undos.Count == 0) return;
        NpgsqlBatchCommand command = Add(statements, "write_compensations");
        AddColumn(command, undos, static undo => undo.Run);
        AddColumn(command, undos, static undo => undo.Row.Position);
        AddColumn(command, undos, static undo => undo.Row.StepId);
        AddColumn(command, undos, static undo => undo.Row.Item);
        AddColumn(command, undos, static undo => undo.Row.Round);
        AddColumn(command, undos, static undo => undo.Undo);
        AddColumn(command, undos, static undo => undo.Row.Status.ToText());
        AddColumn(command, undos, static undo => undo.Row.Attempt);
        AddColumn(command, undos, static undo => undo.Row.Failures);
        AddColumn(command, undos, static undo => undo.Row.Error);
        AddColumn(command, undos, static undo => undo.Row.Cause);
        AddColumn(command, undos, static undo => undo.Row.DueIn?.TotalSeconds);
        AddColumn(command, undos, static undo => undo.Row.IsUnfinished);
    }

    private static void AddAdvances(NpgsqlBatch statements, Batch batch, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<Checkpoint> advanced = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            if (checkpoint.ChangesRun) advanced.Add(checkpoint);
        }

        if (advanced.Count == 0) return;
        NpgsqlBatchCommand command = Add(statements, "advance_runs");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batch.Holder });
        AddColumn(command, advanced, static checkpoint => checkpoint.ExecutionId);
        AddColumn(command, advanced, static checkpoint => checkpoint.Status.ToText());
        AddColumn(command, advanced, static checkpoint => checkpoint.Output?.Json);
        AddColumn(command, advanced, static checkpoint => checkpoint.Error);
        AddColumn(command, advanced, static checkpoint => checkpoint.Output?.Codec);
        AddColumn(command, advanced, static checkpoint => checkpoint.Release);
    }

    /// <summary>A statement of the batch.</summary>
    public static NpgsqlBatchCommand Add(NpgsqlBatch statements, string statement)
    {
        var command = new NpgsqlBatchCommand(SqlText.Get(statement));
        statements.BatchCommands.Add(command);
        return command;
    }

    /// <summary>A parameter of a statement: one value a row.</summary>
    public static void AddColumn<TRow, T>(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var row = 0; row < column.Length; row++) column[row] = value(rows[row]);
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column });
    }
}
