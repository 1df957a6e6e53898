using Npgsql;

namespace Perdure.Storage;

/// <summary>What a batch says to runs that are not in it, as statements: children that begin, messages, and the wake rows of all.</summary>
internal static class ChildStatements
{
    /// <summary>The child runs that begin.</summary>
    public static void AddChildren(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<NewChild> children = [];
        foreach (Checkpoint checkpoint in checkpoints) children.AddRange(checkpoint.Children);
        if (children.Count == 0) return;
        NpgsqlBatchCommand command = BatchStatements.Add(statements, "start_children");
        BatchStatements.AddColumn(command, children, static child => child.Id);
        BatchStatements.AddColumn(command, children, static child => child.Plan.Name);
        BatchStatements.AddColumn(command, children, static child => child.Plan.Version);
        BatchStatements.AddColumn(command, children, static child => child.Input?.Json);
        BatchStatements.AddColumn(command, children, static child => child.Input?.Codec);
        BatchStatements.AddColumn(command, children, static child => child.Parent.ExecutionId);
        BatchStatements.AddColumn(command, children, static child => child.Parent.StepId);
        BatchStatements.AddColumn(command, children, static child => child.Parent.Item);
        BatchStatements.AddColumn(command, children, static child => child.Parent.Round);
        BatchStatements.AddColumn(command, children, static child => child.Plan.Timeout?.TotalSeconds);
    }

    /// <summary>The messages, and the wake rows of those who get one beside those of the batch's own runs. A run has one wake row in the batch, due when the first of its reasons is.</summary>
    public static void AddLettersAndWakes(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<Letter> letters = [];
        Dictionary<Guid, double> wakes = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            letters.AddRange(checkpoint.Letters);
            if (checkpoint.WakeIn is { } due) Wake(wakes, checkpoint.ExecutionId, due);
            foreach (Letter letter in checkpoint.Letters) Wake(wakes, letter.To, TimeSpan.Zero);
        }

        if (letters.Count > 0)
        {
            NpgsqlBatchCommand leave = BatchStatements.Add(statements, "leave_messages");
            BatchStatements.AddColumn(leave, letters, static letter => letter.To);
            BatchStatements.AddColumn(leave, letters, static letter => letter.Kind);
            BatchStatements.AddColumn(leave, letters, static letter => letter.Payload);
        }

        if (wakes.Count == 0) return;
        KeyValuePair<Guid, double>[] woken = [.. wakes];
        NpgsqlBatchCommand command = BatchStatements.Add(statements, "wake_runs");
        BatchStatements.AddColumn(command, woken, static wake => wake.Key);
        BatchStatements.AddColumn(command, woken, static wake => wake.Value);
    }

    private static void Wake(Dictionary<Guid, double> wakes, Guid run, TimeSpan due) =>
        wakes[run] = wakes.TryGetValue(run, out double known) ? Math.Min(known, due.TotalSeconds) : due.TotalSeconds;
}
