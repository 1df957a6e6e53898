using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.Mcp;

/// <summary>What tools ask, and how they are answered.</summary>
internal static class McpQuestions
{
    public const string Kind = "elicitation";

    private const string Method = "elicitation/create";

    /// <summary>The questions in a result that asks for input.</summary>
    /// <exception cref="AgentFailure">It asks for something that nobody here can give.</exception>
    public static IReadOnlyList<AgentInterrupt> Of(JsonElement result) => [.. result.Properties("inputRequests").Select(static request => Read(request.Name, request.Value))];

    /// <summary>An answer as a server takes it. Null declines.</summary>
    public static JsonObject Respond(string value)
    {
        var content = JsonNode.Parse(value);
        return content is null ? new JsonObject { ["action"] = "decline" } : new JsonObject { ["action"] = "accept", ["content"] = content };
    }

    public static bool Declines(string value) => JsonReading.TryParse(value, out JsonElement answer) && answer.ValueKind == JsonValueKind.Null;

    private static AgentInterrupt Read(string id, JsonElement request)
    {
        string? method = request.Text("method");
        if (method != Method) throw new AgentFailure(AgentErrorKind.Rejected, $"it asks for '{method}', and only questions to people ('{Method}') can be answered here");
        if (request.Text("params", "mode") is { } mode and not "form") throw new AgentFailure(AgentErrorKind.Rejected, $"it asks by '{mode}' ({request.Text("params", "message")}), and only by a form can be answered here");
        return new AgentInterrupt(id, Kind)
        {
            Message = request.Text("params", "message"),
            ResponseSchema = request.Get("params", "requestedSchema")?.GetRawText(),
        };
    }
}
