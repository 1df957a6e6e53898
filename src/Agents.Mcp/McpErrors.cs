using System.Text.Json;

namespace Perdure.Agents.Mcp;

/// <summary>What an error of an MCP server or of a tool means.</summary>
internal static class McpErrors
{
    private const int InvalidParams = -32602;
    private const int Internal = -32603;
    private const int UrlNeeded = -32042;

    private static readonly string[] NoSuchTool = ["not found", "unknown tool", "no such tool"];

    /// <summary>The error in an answer; null: there is none.</summary>
    public static AgentFailure? OfRpc(JsonElement answer)
    {
        if (answer.Get("error") is not { ValueKind: JsonValueKind.Object } error) return null;
        long code = error.Number("code") ?? Internal;
        string message = error.Text("message") is { Length: > 0 } said ? said : $"it answers with the error {code}";
        return Failure(code, message, error.Text("data", "reason"));
    }

    /// <param name="reason">What the server says in the error's data; null: nothing.</param>
    public static AgentFailure Failure(long code, string message, string? reason = null) => new(new AgentError(Kind(code, message, reason), HttpErrors.Shorten(message))
    {
        Code = code.ToString(System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>A tool's error is a text. Only what the SDKs put before it tells a wrong call from a tool that failed.</summary>
    public static AgentFailure OfTool(string text)
    {
        bool isOfServer = text.StartsWith($"MCP error {InvalidParams}", StringComparison.Ordinal) || text.StartsWith("Input validation error", StringComparison.Ordinal);
        return isOfServer
            ? Failure(InvalidParams, text)
            : new AgentFailure(AgentErrorKind.AgentFault, text.Length > 0 ? HttpErrors.Shorten(text) : "the tool failed, and does not say why");
    }

    private static AgentErrorKind Kind(long code, string message, string? reason) => code switch
    {
        InvalidParams when reason == "invalid_request_state" => AgentErrorKind.InterruptNotPending,
        InvalidParams when NamesNoTool(message) => AgentErrorKind.NotFound,
        -32700 or -32600 or -32601 or InvalidParams => AgentErrorKind.InvalidRequest,
        >= -32022 and <= -32020 => AgentErrorKind.InvalidRequest,
        UrlNeeded => AgentErrorKind.Rejected,
        _ => AgentErrorKind.AgentFault,
    };

    /// <summary>A text of validation may speak of anything that is not found.</summary>
    private static bool NamesNoTool(string message) =>
        !message.Contains("validation", StringComparison.OrdinalIgnoreCase) && Array.Exists(NoSuchTool, said => message.Contains(said, StringComparison.OrdinalIgnoreCase));
}
