using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.Mcp;

/// <summary>A server: which revision it speaks, and what its tools are. Both are asked for when they are needed first.</summary>
internal sealed class McpServer(AgentHttp http, AgentEndpoint endpoint, Func<HttpMessageHandler> handlers)
{
    /// <summary>A server that gives out one cursor after the other would be asked for ever.</summary>
    private const int MostPages = 100;

    private bool? isStateless;
    private IReadOnlyDictionary<string, McpTool>? tools;

    /// <summary>What the last session agreed on; null: there was none, or it is to be agreed on anew.</summary>
    public string? SessionRevision { get; set; }

    public AgentHttp Http => http;

    public AgentEndpoint Endpoint => endpoint;

    public Uri Address => endpoint.Url!;

    /// <summary>What passes the endpoint's requests on, credentials included.</summary>
    public HttpMessageHandler CreateHandler() => handlers();

    /// <summary>Asks again next time: the server turned out to be another.</summary>
    public void Forget() => (isStateless, tools, SessionRevision) = (null, null, null);

    /// <summary>Whether it speaks 2026-07-28; else it is spoken to by the revision that its session agrees on.</summary>
    /// <exception cref="AgentFailure">It cannot be asked.</exception>
    public async ValueTask<bool> IsStatelessAsync(string? traceParent, CancellationToken cancellationToken)
    {
        if (isStateless is { } known) return known;
        using HttpResponseMessage response = await http.SendAsync(McpRequest.Create(http, Address, "server/discover", operation: null, [], traceParent), Effect.None, cancellationToken).ConfigureAwait(false);
        int status = (int)response.StatusCode;

        // Older servers refuse what they do not know in various ways; these are none of them.
        if (status is 401 or 403 or 407 or 408 or 429 or >= 500 or (>= 300 and < 400)) throw new AgentFailure(await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false));
        bool speaks = false;
        if (response.IsSuccessStatusCode)
        {
            await foreach (JsonElement message in ReadAsync(http, response, Effect.None, cancellationToken).ConfigureAwait(false))
            {
                speaks |= message.Items("result", "supportedVersions").Any(static version => version.ValueKind == JsonValueKind.String && version.GetString() == McpRequest.Revision);
            }
        }

        isStateless = speaks;
        return speaks;
    }

    /// <summary>A tool as the server describes it; null: it has no such tool.</summary>
    /// <exception cref="AgentFailure">It cannot be asked.</exception>
    public async ValueTask<McpTool?> FindToolAsync(string name, CancellationToken cancellationToken) => (await ListToolsAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(name);

    /// <summary>All tools of the server, by name.</summary>
    /// <exception cref="AgentFailure">It cannot be asked.</exception>
    public async ValueTask<IReadOnlyDictionary<string, McpTool>> ListToolsAsync(CancellationToken cancellationToken) =>
        tools ??= await IsStatelessAsync(traceParent: null, cancellationToken).ConfigureAwait(false)
            ? await ListAsync(cancellationToken).ConfigureAwait(false)
            : await McpSession.ListToolsAsync(this, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a call of a tool that was perhaps made may be made again without harm. Where the server cannot be asked that, it may not.</summary>
    public async ValueTask<bool> MayRepeatAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await FindToolAsync(name, cancellationToken).ConfigureAwait(false) is { MayRepeat: true };
        }
        catch (AgentFailure)
        {
            return false;
        }
    }

    /// <summary>The messages of an answer: one, or a stream of them.</summary>
    /// <exception cref="AgentFailure">It is neither, or broke off.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(AgentHttp http, HttpResponseMessage response, Effect effect, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            yield return await http.ReadJsonAsync(response, effect, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        await foreach (SseItem<string> item in http.ReadEventsAsync(response, cancellationToken).ConfigureAwait(false))
        {
            // An event without data only says where to go on.
            if (item.Data.Length > 0) yield return AgentHttp.Parse(item);
        }
    }

    /// <summary>Where a list goes on; null: it has ended.</summary>
    /// <exception cref="AgentFailure">It does not end.</exception>
    public static string? NextPage(JsonElement result, ref int pages)
    {
        if (result.Text("nextCursor") is not { Length: > 0 } cursor) return null;
        return ++pages < MostPages ? cursor : throw new AgentFailure(AgentErrorKind.InvalidRequest, $"its list of tools does not end: it has more than {MostPages} pages");
    }

    private async Task<IReadOnlyDictionary<string, McpTool>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, McpTool>(StringComparer.Ordinal);
        string? cursor = null;
        int pages = 0;
        do
        {
            JsonObject parameters = cursor is null ? [] : new() { ["cursor"] = cursor };
            using HttpResponseMessage response = await http.SendAsync(McpRequest.Create(http, Address, "tools/list", operation: null, parameters, traceParent: null), Effect.None, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw new AgentFailure(await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false));
            JsonElement result = default;
            await foreach (JsonElement message in ReadAsync(http, response, Effect.None, cancellationToken).ConfigureAwait(false))
            {
                if (McpErrors.OfRpc(message) is { } failure) throw failure;
                if (message.Get("result") is { } said) result = said;
            }

            foreach (McpTool tool in result.Items("tools").Select(McpTool.Read)) all[tool.Name] = tool;
            cursor = NextPage(result, ref pages);
        }
        while (cursor is not null);
        return all;
    }
}

/// <summary>A tool as its server describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">What its arguments look like, as a JSON Schema.</param>
/// <param name="Output">What its structured content looks like, as a JSON Schema; null: it has none, or says nothing of it.</param>
/// <param name="MayRepeat">Whether it says that calling it twice is as calling it once.</param>
internal sealed record McpTool(string Name, JsonElement Input, JsonElement? Output, bool MayRepeat)
{
    public static McpTool Read(JsonElement tool) => new(
        tool.Text("name") ?? "",
        tool.Get("inputSchema") ?? default,
        tool.Get("outputSchema"),
        tool.Is("annotations", "readOnlyHint") || tool.Is("annotations", "idempotentHint"));
}
