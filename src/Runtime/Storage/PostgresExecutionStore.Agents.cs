using Npgsql;
using NpgsqlTypes;
using Perdure.Agents;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>What is read of the work of remote agents.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask<ILookup<Guid, AgentRow>> ReadAgentWorkAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_agent_work", Array(executionIds, NpgsqlDbType.Uuid));
        List<(Guid Run, AgentRow Row)> rows = await ReadAsync(
            command, static row => (row.GetGuid(0), new AgentRow(row.GetString(1), row.GetInt32(2), row.GetInt32(3), ReadWork(row))), cancellationToken).ConfigureAwait(false);
        return rows.ToLookup(static row => row.Run, static row => row.Row);
    }

    public async ValueTask<IReadOnlyList<QuestionRow>> ReadQuestionsAsync(Guid executionId, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = Command(pools.Client, "read_questions", executionId);
        return await ReadAsync(
            command,
            static row => new QuestionRow(
                row.GetString(0),
                row.GetInt32(1),
                row.GetInt32(2),
                row.GetString(3),
                row.GetString(4),
                row.GetInt32(5),
                new StoredPayload(row.GetString(6), NullableString(row, 7)),
                row.GetFieldValue<DateTimeOffset>(8),
                row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
                row.GetInt64(10)),
            cancellationToken).ConfigureAwait(false);
    }

    private static AgentWork ReadWork(NpgsqlDataReader row) => new(row.GetInt32(4))
    {
        Turn = row.GetInt32(5),
        Handle = row.IsDBNull(6)
            ? null
            : new StoredHandle(row.GetString(7), row.GetString(8), row.GetInt32(6), NullableString(row, 9), NullableString(row, 10), row.IsDBNull(11) ? null : new StoredPayload(row.GetString(11), NullableString(row, 12))),
        Refusals = row.GetInt32(13),
        Ambiguities = row.GetInt32(14),
        IsUncertain = row.GetBoolean(15),
        Resumes = row.GetBoolean(16),
        Questions = row.IsDBNull(18) ? null : new StoredQuestions(new StoredPayload(row.GetString(18), NullableString(row, 19)), row.GetInt32(17)),
        AskedSeq = row.IsDBNull(20) ? 0 : row.GetInt64(20),
        Answers = AgentJson.ReadAnswers(row.GetString(21)),
    };
}
