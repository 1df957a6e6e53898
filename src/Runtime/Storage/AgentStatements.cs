using Npgsql;
using Perdure.Agents;

namespace Perdure.Storage;

/// <summary>What checkpoints say of the work of remote agents, as a statement.</summary>
internal static class AgentStatements
{
    public static void Add(NpgsqlBatch statements, IReadOnlyList<Checkpoint> checkpoints)
    {
        List<(Guid Run, AgentWrite Row)> rows = [];
        foreach (Checkpoint checkpoint in checkpoints)
        {
            foreach (AgentWrite row in checkpoint.Agents) rows.Add((checkpoint.ExecutionId, row));
        }

        if (rows.Count == 0) return;
        NpgsqlBatchCommand command = BatchStatements.Add(statements, "write_agent_work");
        BatchStatements.AddColumn(command, rows, static one => one.Run);
        BatchStatements.AddColumn(command, rows, static one => one.Row.StepId);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Item);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Round);
        BatchStatements.AddColumn(command, rows, static one => one.Row.StatusText);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Try);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Turn);
        AddHandles(command, rows);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Refusals);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Ambiguities);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.IsUncertain);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Resumes);
        AddQuestions(command, rows);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Usage?.Model);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Usage?.InputTokens);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Usage?.OutputTokens);
    }

    private static void AddHandles(NpgsqlBatchCommand command, List<(Guid Run, AgentWrite Row)> rows)
    {
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.Turn);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.Runtime);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.Conversation);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.Run);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.Cursor);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.State?.Json);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Handle?.State?.Codec);
    }

    private static void AddQuestions(NpgsqlBatchCommand command, List<(Guid Run, AgentWrite Row)> rows)
    {
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Questions?.Count ?? 0);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Questions?.Interrupts.Json);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Questions?.Interrupts.Codec);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Questions is null ? null : (long?)one.Row.Work.AskedSeq);
        BatchStatements.AddColumn(command, rows, static one => one.Row.Work.Answers.Count);
        BatchStatements.AddColumn(command, rows, static one => AgentJson.WriteAnswers(one.Row.Work.Answers));
    }
}
