using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Perdure.Agents.Mcp;

/// <summary>A session with a server of 2025-11-25 or before, through the SDK. It is made for a call and ended behind it; where a worker lets go of the call it is left, since ending it would stop the tool.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private readonly McpServer server;
    private readonly McpClient client;
    private readonly McpWatch watch;
    private readonly HttpClient http;
    private readonly string? traceParent;

    private McpSession(McpServer server, McpClient client, McpWatch watch, HttpClient http, string? traceParent)
    {
        this.server = server;
        this.client = client;
        this.watch = watch;
        this.http = http;
        this.traceParent = traceParent;
    }

    /// <summary>Its id; null: the server has no sessions.</summary>
    public string? Id => client.SessionId;

    /// <summary>What became of the last message, where it was not taken; null: it was.</summary>
    public AgentFailure? Failure => watch.Failure;

    /// <summary>Begins a session. Nothing is done by it that could not be done again.</summary>
    /// <param name="ask">Answers questions of tools; null: there are none.</param>
    /// <exception cref="AgentFailure">There is no server, or it refuses.</exception>
    public static async Task<McpSession> OpenAsync(McpServer server, Func<ElicitRequestParams?, CancellationToken, ValueTask<ElicitResult>>? ask, string? traceParent, CancellationToken cancellationToken)
    {
        var watch = new McpWatch(server.CreateHandler(), server, traceParent);
        var http = new HttpClient(watch, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = server.Address, TransportMode = HttpTransportMode.StreamableHttp, OwnsSession = false }, http);
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "perdure", Version = McpRequest.Version },
            ProtocolVersion = server.SessionRevision,
            InitializationTimeout = server.Endpoint.RequestTimeout,
            Handlers = new McpClientHandlers { ElicitationHandler = ask },
        };
        try
        {
            McpClient client = await McpClient.CreateAsync(transport, options, cancellationToken: cancellationToken).ConfigureAwait(false);
            server.SessionRevision = client.NegotiatedProtocolVersion;
            return new McpSession(server, client, watch, http, traceParent);
        }
        catch (Exception failure) when (IsOfConnection(failure, cancellationToken))
        {
            http.Dispose();
            server.Forget();
            throw watch.Failure switch
            {
                ConnectionCut cut => new AgentFailure(cut.Error with { Kind = AgentErrorKind.Unavailable }, failure),
                { } refused => new AgentFailure(refused.Error, failure),
                null => new AgentFailure(failure is McpProtocolException ? AgentErrorKind.InvalidRequest : AgentErrorKind.Unavailable, $"no session begins: {failure.Message}", failure),
            };
        }
    }

    /// <summary>Lists a server's tools.</summary>
    /// <exception cref="AgentFailure">It cannot be asked.</exception>
    public static async Task<IReadOnlyDictionary<string, McpTool>> ListToolsAsync(McpServer server, CancellationToken cancellationToken)
    {
        await using McpSession session = await OpenAsync(server, ask: null, traceParent: null, cancellationToken).ConfigureAwait(false);
        var all = new Dictionary<string, McpTool>(StringComparer.Ordinal);
        string? cursor = null;
        int pages = 0;
        do
        {
            JsonElement result;
            try
            {
                result = await session.SendAsync("tools/list", $"list-{all.Count}", cursor is null ? [] : new JsonObject { ["cursor"] = cursor }, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsOfConnection(failure, cancellationToken))
            {
                throw new AgentFailure(session.Failure?.Error ?? new AgentError(AgentErrorKind.Unavailable, $"its tools cannot be listed: {failure.Message}"), failure);
            }

            foreach (McpTool tool in result.Items("tools").Select(McpTool.Read)) all[tool.Name] = tool;
            cursor = McpServer.NextPage(result, ref pages);
        }
        while (cursor is not null);
        await session.EndAsync(cancellationToken).ConfigureAwait(false);
        return all;
    }

    /// <summary>Tells a server that a call is given up, whoever made it.</summary>
    /// <returns>Whether the server was told.</returns>
    public static async Task<bool> CancelAsync(McpServer server, string session, string operation, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = server.Http.Request(HttpMethod.Post, server.Address, traceParent: null, new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "notifications/cancelled",
            ["params"] = new JsonObject { ["requestId"] = operation, ["reason"] = "the step was given up" },
        });
        McpRequest.AcceptBoth(request);
        request.Headers.Add("Mcp-Session-Id", session);
        if (server.SessionRevision is { } revision) request.Headers.Add("MCP-Protocol-Version", revision);
        using HttpResponseMessage response = await server.Http.SendAsync(request, Effect.None, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return true;
        AgentError error = await server.Http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);
        return error.Kind is AgentErrorKind.NotFound or AgentErrorKind.InvalidRequest ? false : throw new AgentFailure(error);
    }

    /// <summary>Whether an exception of the SDK tells of the connection or of the server, and is none of our own token.</summary>
    public static bool IsOfConnection(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException or TimeoutException or McpException or InvalidOperationException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Sends a request, by an id of ours.</summary>
    public async Task<JsonElement> SendAsync(string method, string id, JsonObject parameters, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watch.Lost);
        watch.Expect();
        JsonRpcResponse answer = await client.SendRequestAsync(new JsonRpcRequest { Id = new RequestId(id), Method = method, Params = parameters }, limit.Token).ConfigureAwait(false);
        return JsonReading.TryParse(answer.Result?.ToJsonString() ?? "null", out JsonElement result) ? result : throw new JsonException("its result is no JSON");
    }

    /// <summary>Hears what a server tells of a call.</summary>
    public void OnProgress(Action<JsonElement> hear) => client.RegisterNotificationHandler("notifications/progress", (notification, _) =>
    {
        if (notification.Params is { } parameters && JsonReading.TryParse(parameters.ToJsonString(), out JsonElement heard)) hear(heard);
        return default;
    });

    /// <summary>Ends the session. A server that cannot be told ends it in its own time.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (Id is not { } id) return;
        using HttpRequestMessage request = server.Http.Request(HttpMethod.Delete, server.Address, traceParent);
        request.Headers.Add("Mcp-Session-Id", id);
        if (server.SessionRevision is { } revision) request.Headers.Add("MCP-Protocol-Version", revision);
        try
        {
            using HttpResponseMessage response = await server.Http.SendAsync(request, Effect.None, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentFailure)
        {
            // The call is over, and what it came to is known.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync().ConfigureAwait(false);
        http.Dispose();
    }
}
