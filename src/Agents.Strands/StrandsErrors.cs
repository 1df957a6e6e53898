using System.Text.Json;

namespace Perdure.Agents.Strands;

/// <summary>What an error of a Strands service means, in the stream of a run or as an answer of its own.</summary>
internal static class StrandsErrors
{
    /// <summary>The error that a body describes; null: it describes none.</summary>
    public static AgentError? Of(JsonElement body)
    {
        if (body.Text("type") != "error") return null;
        string name = body.Text("error") ?? "Error";
        string message = body.Text("message") is { Length: > 0 } said ? HttpErrors.Shorten(said) : $"it fails with {name}, and does not say why";
        return new AgentError(Kind(name, message, body.Is("retryable")), message) { Code = name };
    }

    /// <summary>What a run came to that is no answer; null: it is one.</summary>
    public static AgentError? OfResult(JsonElement result)
    {
        string? reason = result.Text("stopReason");
        if (reason == "cancelled" || result.Text("status") == "CANCELLED") return new AgentError(AgentErrorKind.Rejected, "its run was stopped") { Code = "cancelled" };
        if (reason is "contentFiltered" or "guardrailIntervened") return new AgentError(AgentErrorKind.Rejected, "its answer was filtered") { Code = reason };
        if (reason is "maxTokens" or "modelContextWindowExceeded") return new AgentError(AgentErrorKind.OutputMismatch, "its answer was cut off: it has more tokens than the model may write") { Code = reason };
        if (result.Text("status") is not "FAILED") return null;
        IEnumerable<string> failed = result.Items("results").Where(static node => node.Text("status") == "FAILED").Select(static node => $"'{node.Text("nodeId")}'{(Why(node) is { } why ? $" ({why})" : "")}");
        return new AgentError(AgentErrorKind.AgentFault, HttpErrors.Shorten($"nodes of it failed: {string.Join(", ", failed)}")) { Code = "FAILED" };
    }

    private static AgentErrorKind Kind(string name, string message, bool retryable) => name switch
    {
        "Busy" => AgentErrorKind.Busy,
        "BadRequest" => AgentErrorKind.InvalidRequest,
        "NotFound" => AgentErrorKind.NotFound,
        _ when message.Contains("no interrupt found", StringComparison.Ordinal) || message.Contains("Agent is in an interrupted state", StringComparison.Ordinal) => AgentErrorKind.InterruptNotPending,
        // The service takes the same run again: it has put the session back.
        _ when retryable => AgentErrorKind.Throttled,
        "MaxTokensError" => AgentErrorKind.OutputMismatch,
        _ => AgentErrorKind.AgentFault,
    };

    private static string? Why(JsonElement node) => node.Text("error", "message") ?? node.Text("error");
}
