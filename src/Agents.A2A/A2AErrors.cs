using System.Text.Json;

namespace Perdure.Agents.A2A;

/// <summary>What an error of an A2A agent means. Over JSON-RPC it comes with the status 200.</summary>
internal static class A2AErrors
{
    public const int NotFound = -32001;
    public const int NotCancelable = -32002;
    public const int Unsupported = -32004;
    public const int VersionNotSupported = -32009;
    public const int NoSuchMethod = -32601;

    private const int InvalidAgentResponse = -32006;
    private const int Internal = -32603;

    /// <summary>The error in an answer over JSON-RPC; null: there is none.</summary>
    public static A2AFailure? OfRpc(JsonElement answer) =>
        answer.Get("error") is { ValueKind: JsonValueKind.Object } error ? Failure((int?)error.Number("code") ?? Internal, error.Text("message")) : null;

    /// <summary>The error in an answer over HTTP+JSON, which names its reason; null: it is none of the protocol's.</summary>
    public static A2AFailure? OfRest(JsonElement answer)
    {
        string? reason = answer.Items("error", "details").Select(static detail => detail.Text("reason")).FirstOrDefault(static reason => reason is not null);
        int? code = reason switch
        {
            "TASK_NOT_FOUND" => NotFound,
            "TASK_NOT_CANCELABLE" => NotCancelable,
            "PUSH_NOTIFICATION_NOT_SUPPORTED" => -32003,
            "UNSUPPORTED_OPERATION" => Unsupported,
            "CONTENT_TYPE_NOT_SUPPORTED" => -32005,
            "INVALID_AGENT_RESPONSE" => InvalidAgentResponse,
            "VERSION_NOT_SUPPORTED" => VersionNotSupported,
            "INVALID_PARAMS" => -32602,
            _ => null,
        };
        return code is { } known ? Failure(known, answer.Text("error", "message")) : null;
    }

    private static A2AFailure Failure(int code, string? message) => new(code, new AgentError(Kind(code), message is { Length: > 0 } ? HttpErrors.Shorten(message) : $"it answers with the error {code}")
    {
        Code = code.ToString(System.Globalization.CultureInfo.InvariantCulture),
    });

    private static AgentErrorKind Kind(int code) => code switch
    {
        NotFound => AgentErrorKind.NotFound,
        InvalidAgentResponse or Internal => AgentErrorKind.AgentFault,
        // The protocol's own, and those of JSON-RPC: the agent has not begun.
        >= -32009 and <= NotFound or -32700 or (>= -32602 and <= -32600) => AgentErrorKind.InvalidRequest,
        // An agent's own: it ran.
        _ => AgentErrorKind.AgentFault,
    };
}

/// <summary>An A2A agent answered with an error of the protocol.</summary>
internal sealed class A2AFailure(int code, AgentError error) : AgentFailure(error)
{
    public int Code { get; } = code;
}
