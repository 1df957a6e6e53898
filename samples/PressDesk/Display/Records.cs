using System.Globalization;
using System.Text.Json;
using Npgsql;
using Perdure;

namespace Press.Display;

/// <summary>Shows what stands in the tables about the remote agents of a run.</summary>
internal sealed class Records(WorkflowClient client, IPostgresSource source, TextWriter writer)
{
    private const string Work =
        """
        select step_id, runtime, conversation, coalesce(remote_run, '-'), try, turn, coalesce(model, '-'), coalesce(input_tokens, 0), coalesce(output_tokens, 0)
        from perdure.agent_work where execution_id = $1 order by created_at, step_id
        """;

    /// <summary>Shows the work, a row a step, and the events that agents made.</summary>
    public async Task ShowAsync(Guid run, CancellationToken cancellationToken)
    {
        await writer.WriteLineAsync("\nperdure.agent_work: step, runtime, conversation, run there, try, turn, model, tokens in and out");
        await using var database = NpgsqlDataSource.Create((await source.GetAsync(cancellationToken)).Data);
        await using var command = database.CreateCommand(Work);
        command.Parameters.Add(new NpgsqlParameter { Value = run });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var values = new object[rows.FieldCount];
        while (await rows.ReadAsync(cancellationToken))
        {
            rows.GetValues(values);
            await writer.WriteLineAsync("  " + string.Join("  ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
        }

        await writer.WriteLineAsync("\nperdure.execution_events, those of agents:");
        await foreach (var told in client.TailAsync(run, cancellationToken: cancellationToken))
        {
            if (told.Type.StartsWith("AGENT_", StringComparison.Ordinal) && told.Type != EventTypes.AgentProgress)
                await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {told.Seq,3}  {told.Type,-17}  {told.StepId,-13}  {Text(told.Payload)}"));
        }
    }

    private static string Text(JsonElement? payload) =>
        payload is { ValueKind: JsonValueKind.Object } told ? string.Join(", ", told.EnumerateObject().Select(field => $"{field.Name} {field.Value}")) : "";
}
