using System.Net;

namespace Perdure.Agents.Adk;

/// <summary>What an error of ADK means. Its server answers 200 or 500 whatever went wrong, so that codes and texts have to tell.</summary>
internal static class AdkErrors
{
    /// <summary>The error of an event: the model's, or a tool's.</summary>
    /// <param name="nothingDone">Whether the run told of nothing before: then the same turn may be sent again.</param>
    public static AgentError OfEvent(string code, string? message, bool nothingDone)
    {
        AgentErrorKind kind = code switch
        {
            "UNAVAILABLE" or "503" => AgentErrorKind.Unavailable,
            "RESOURCE_EXHAUSTED" or "429" => AgentErrorKind.Throttled,
            "DEADLINE_EXCEEDED" or "504" => AgentErrorKind.Timeout,
            "SAFETY" or "PROHIBITED_CONTENT" or "BLOCKLIST" or "SPII" or "RECITATION" or "IMAGE_SAFETY" => AgentErrorKind.Rejected,
            "PERMISSION_DENIED" or "UNAUTHENTICATED" or "401" or "403" => AgentErrorKind.Unauthorized,
            "INVALID_ARGUMENT" or "400" => AgentErrorKind.InvalidRequest,
            _ => AgentErrorKind.AgentFault,
        };
        var error = new AgentError(kind, HttpErrors.Shorten(message ?? code)) { Code = code };
        return error.IsTransient && !nothingDone ? error with { Kind = AgentErrorKind.AgentFault } : error;
    }

    /// <summary>The error of the server, within a stream or as an answer of its own.</summary>
    public static AgentError OfText(string text) => new(KindOf(text), HttpErrors.Shorten(text));

    /// <summary>The error of an answer that is no success.</summary>
    public static AgentError OfAnswer(HttpStatusCode status, AgentError read, string body)
    {
        if (status != HttpStatusCode.InternalServerError || !JsonReading.TryParse(body, out var json) || json.Text("error") is not { } text) return read;
        return OfText(text) with { Code = read.Code };
    }

    private static AgentErrorKind KindOf(string text)
    {
        if (text.Contains("does not match any interrupt", StringComparison.Ordinal)) return AgentErrorKind.InterruptNotPending;
        if (text.Contains("does not match the responseSchema", StringComparison.Ordinal)) return AgentErrorKind.InvalidRequest;
        if (text.StartsWith("Session not found", StringComparison.Ordinal) || (text.StartsWith("Agent '", StringComparison.Ordinal) && text.Contains("' not found", StringComparison.Ordinal))) return AgentErrorKind.NotFound;
        return AgentErrorKind.AgentFault;
    }
}
