using System.Text.Json;

namespace Perdure.Agents.Adk;

/// <summary>The events of one turn, as its session has them.</summary>
/// <param name="Events">Behind the message that began it, in their order.</param>
internal sealed record AdkRun(IReadOnlyList<JsonElement> Events)
{
    /// <summary>The key of the session's state that bears the operation.</summary>
    public const string OperationKey = "perdure_operation";

    /// <summary>Whether it ended before it came to anything, for a reason that passes: the same turn may be sent again.</summary>
    public bool CameToNothing => Events is [var only] && only.Text("errorCode") is { } code && AdkErrors.OfEvent(code, only.Text("errorMessage"), nothingDone: true).IsTransient;

    /// <summary>The last run of an operation in a session; null: there is none.</summary>
    public static AdkRun? Find(JsonElement? session, string operation)
    {
        if (session is not { } found) return null;
        JsonElement[] all = [.. found.Items("events")];
        int mark = Array.FindLastIndex(all, told => told.Text("actions", "stateDelta", OperationKey) == operation);
        if (mark < 0) return null;
        string? invocation = all[mark].Text("invocationId");
        return new AdkRun([.. all[(mark + 1)..].Where(told => told.Text("invocationId") == invocation && told.Text("author") != "user")]);
    }
}
