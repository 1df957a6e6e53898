using Npgsql;

namespace Perdure.Storage;

/// <summary>What a batch does in queues, as statements. First out of the lines, then out of the slots: a grant that is under way is seen behind the lock of the waiter that it takes.</summary>
internal static class QueueStatements
{
    public static void Add(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<(Guid Run, QueueWrite Write)> leaving = [];
        List<(Guid Run, QueueWrite Write)> returning = [];
        List<(Guid Run, QueueWrite Write)> lining = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            foreach (QueueWrite write in checkpoint.Queues)
            {
                (write.Move == QueueMove.Return ? returning : leaving).Add((checkpoint.ExecutionId, write));
                if (write.Move == QueueMove.LineUp) lining.Add((checkpoint.ExecutionId, write));
            }
        }

        if (leaving.Count > 0)
        {
            AddUnits(statements, "leave_lines", leaving);
            AddUnits(statements, "free_slots", leaving);
        }

        if (returning.Count > 0) AddUnits(statements, "return_slots", returning);
        if (lining.Count == 0) return;
        NpgsqlBatchCommand command = AddUnits(statements, "line_up", lining);
        BatchStatements.AddColumn(command, lining, static one => one.Write.Queue);
        BatchStatements.AddColumn(command, lining, static one => one.Write.Key);
    }

    private static NpgsqlBatchCommand AddUnits(NpgsqlBatch statements, string statement, List<(Guid Run, QueueWrite Write)> units)
    {
        NpgsqlBatchCommand command = BatchStatements.Add(statements, statement);
        BatchStatements.AddColumn(command, units, static one => one.Run);
        BatchStatements.AddColumn(command, units, static one => one.Write.StepId);
        BatchStatements.AddColumn(command, units, static one => one.Write.Item);
        BatchStatements.AddColumn(command, units, static one => one.Write.Round);
        return command;
    }
}
