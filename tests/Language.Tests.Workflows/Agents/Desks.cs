using System.Text.Json;
using Npgsql;

namespace Perdure.Language.Tests.Workflows.Agents;

/// <summary>The remote side: a table of what was sent, beside the engine's own, which outlives every worker.</summary>
internal sealed class Desks(string connectionString)
{
    /// <summary>What a test creates before its run.</summary>
    public const string Table = """
        create table desk_work (
          operation uuid primary key, agent text not null, try integer not null, turn integer not null, answers text not null,
          sent integer not null default 1, is_stopped boolean not null default false)
        """;

    /// <summary>Takes work in, or joins the same.</summary>
    public Task SendAsync(string agent, AgentCallId id, IReadOnlyList<AgentAnswer> answers, CancellationToken cancellationToken) => ExecuteAsync(
        "insert into desk_work as w (operation, agent, try, turn, answers) values ($1, $2, $3, $4, $5) on conflict (operation) do update set sent = w.sent + 1 returning 1",
        cancellationToken, id.OperationId(), agent, id.Try, id.Turn, string.Join(' ', answers.Select(answer => answer.Value)));

    /// <summary>Whether the work is there.</summary>
    public async Task<bool> HasAsync(string operation, CancellationToken cancellationToken) => await ExecuteAsync("select 1 from desk_work where operation = $1", cancellationToken, Guid.Parse(operation)) is not null;

    /// <summary>Stops work.</summary>
    public async Task<bool> StopAsync(string operation, CancellationToken cancellationToken) =>
        await ExecuteAsync("update desk_work set is_stopped = true where operation = $1 returning 1", cancellationToken, Guid.Parse(operation)) is not null;

    /// <summary>What an answer is made of: the texts of what was taken, and whoever answered it.</summary>
    public static TOut Answer<TIn, TOut>(TIn input, string who, IReadOnlyList<AgentAnswer> answers)
    {
        string answered = string.Concat(answers.Select(answer => $", as {Texts(JsonSerializer.Deserialize<JsonElement>(answer.Value))} said"));
        return JsonSerializer.Deserialize<TOut>(JsonSerializer.Serialize(new { Text = $"{Texts(JsonSerializer.SerializeToElement(input))} by {who}{answered}" }))!;
    }

    private static string Texts(JsonElement value) => string.Join(' ', value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).Select(member => member.Value.GetString()));

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
