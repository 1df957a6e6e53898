using System.Text.Json;

namespace Perdure.Agents.Adk;

/// <summary>Reads what an event of ADK says.</summary>
internal static class AdkEvents
{
    private const string RequestPrefix = "adk_request_";

    private const string ConfirmationSchema = """{"anyOf":[{"type":"boolean"},{"type":"object","properties":{"confirmed":{"type":"boolean"}},"required":["confirmed"]}]}""";

    /// <summary>The kind of a question whether a tool may be called. Any other asks for an input.</summary>
    public const string Confirmation = "confirmation";

    public const string InputRequired = "input-required";

    /// <summary>Its text, less what a model only thought.</summary>
    public static string TextOf(JsonElement told) => string.Concat(told.Items("content", "parts").Where(static part => !part.Is("thought")).Select(static part => part.Text("text")));

    public static bool Calls(JsonElement told) => told.Items("content", "parts").Any(static part => part.Get("functionCall") is not null);

    /// <summary>The agent or node that it comes from: the last name of its path, or its author.</summary>
    public static string? NodeOf(JsonElement told) => told.Text("nodeInfo", "path")?.Split('.')[^1] ?? told.Text("author");

    public static bool IsOf(JsonElement told, string node) => told.Text("author") == node || told.Text("nodeInfo", "path") == node || NodeOf(told) == node;

    /// <summary>What it asks back.</summary>
    /// <exception cref="AgentFailure">It asks for credentials of a person.</exception>
    public static IEnumerable<AgentInterrupt> QuestionsOf(JsonElement told)
    {
        HashSet<string?> waiting = [.. told.Items("longRunningToolIds").Select(static id => id.ValueKind == JsonValueKind.String ? id.GetString() : null)];
        foreach (JsonElement part in told.Items("content", "parts"))
        {
            if (part.Get("functionCall") is not { } call || call.Text("id") is not { } id || call.Text("name") is not { } name || !name.StartsWith(RequestPrefix, StringComparison.Ordinal) || !waiting.Contains(id)) continue;
            yield return name switch
            {
                "adk_request_confirmation" => new AgentInterrupt(id, Confirmation)
                {
                    Message = call.Text("args", "toolConfirmation", "hint"),
                    Payload = call.Get("args", "originalFunctionCall")?.GetRawText(),
                    ResponseSchema = ConfirmationSchema,
                },
                "adk_request_input" => new AgentInterrupt(id, InputRequired)
                {
                    Message = call.Text("args", "message"),
                    Payload = call.Get("args", "payload")?.GetRawText(),
                    ResponseSchema = (call.Get("args", "response_schema") ?? call.Get("args", "responseSchema"))?.GetRawText(),
                },
                _ => throw new AgentFailure(AgentErrorKind.Unauthorized, $"it asks for '{name}', which would be stored with the run: let its tools sign in by themselves"),
            };
        }
    }

    /// <summary>Whether a question about a tool is open in a session: ADK would take the answer to one that is not for a new message.</summary>
    public static bool IsOpen(JsonElement session, AgentInterrupt question)
    {
        if (question.Kind != Confirmation) return true;
        JsonElement[] parts = [.. session.Items("events").SelectMany(static told => told.Items("content", "parts"))];
        return parts.Any(part => part.Text("functionCall", "id") == question.Id) && !parts.Any(part => part.Text("functionResponse", "id") == question.Id);
    }
}
