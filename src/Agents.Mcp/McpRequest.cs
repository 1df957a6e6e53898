using System.Text.Json.Nodes;

namespace Perdure.Agents.Mcp;

/// <summary>Writes requests of revision 2026-07-28: each says by itself what a session said before.</summary>
internal static class McpRequest
{
    public const string Revision = "2026-07-28";

    public static readonly string Version = typeof(McpRequest).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <param name="operation">The id of the turn; null: it is no turn's.</param>
    public static HttpRequestMessage Create(AgentHttp http, Uri address, string method, string? operation, JsonObject parameters, string? traceParent)
    {
        parameters["_meta"] = Meta(operation);
        HttpRequestMessage request = http.Request(HttpMethod.Post, address, traceParent, new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = operation ?? method,
            ["method"] = method,
            ["params"] = parameters,
        });
        AcceptBoth(request);
        request.Headers.Add("MCP-Protocol-Version", Revision);
        request.Headers.Add("Mcp-Method", method);
        if (parameters["name"]?.GetValue<string>() is { } name) request.Headers.TryAddWithoutValidation("Mcp-Name", name);
        return request;
    }

    /// <summary>Servers refuse who does not take both.</summary>
    public static void AcceptBoth(HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
    }

    private static JsonObject Meta(string? operation)
    {
        var meta = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Revision,
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "perdure", ["version"] = Version },
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["elicitation"] = new JsonObject { ["form"] = new JsonObject() } },
        };
        if (operation is not null) AddOperation(meta, operation);
        return meta;
    }

    /// <summary>No server has to heed the key. One that does finds the turn by it.</summary>
    public static void AddOperation(JsonObject meta, string operation)
    {
        meta["progressToken"] = operation;
        meta["idempotencyKey"] = operation;
    }
}
