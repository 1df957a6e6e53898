using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.A2A;

/// <summary>Asks an agent, over JSON-RPC or HTTP+JSON.</summary>
internal sealed class A2ATransport(AgentHttp http, A2AInterface to)
{
    public A2AVersion Version => to.Version;

    public bool Streams => to.Streams;

    /// <summary>Whether the agent turned out to be another than its card said.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Asks for one answer.</summary>
    /// <exception cref="AgentFailure">There is none.</exception>
    public async Task<JsonElement> CallAsync(A2AOperation operation, JsonObject parameters, string? traceParent, CancellationToken cancellationToken)
    {
        Effect effect = EffectOf(operation);
        using HttpResponseMessage response = await http.SendAsync(Request(operation, parameters, traceParent), effect, cancellationToken).ConfigureAwait(false);
        await ThrowUnlessSuccessAsync(response, effect, cancellationToken).ConfigureAwait(false);
        return Unwrap(await http.ReadJsonAsync(response, effect, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks for all that the agent tells of a task.</summary>
    /// <exception cref="AgentFailure">It refuses.</exception>
    /// <exception cref="ConnectionCut">The stream broke off.</exception>
    public async IAsyncEnumerable<JsonElement> StreamAsync(A2AOperation operation, JsonObject parameters, string? traceParent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Effect effect = EffectOf(operation);
        using HttpResponseMessage response = await http.SendAsync(Request(operation, parameters, traceParent), effect, cancellationToken).ConfigureAwait(false);
        await ThrowUnlessSuccessAsync(response, effect, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            // An error, or an agent that does not stream, whatever its card says.
            yield return Unwrap(await http.ReadJsonAsync(response, effect, cancellationToken).ConfigureAwait(false));
            yield break;
        }

        await foreach (SseItem<string> item in http.ReadEventsAsync(response, cancellationToken).ConfigureAwait(false)) yield return Unwrap(AgentHttp.Parse(item));
    }

    private static Effect EffectOf(A2AOperation operation) => operation is A2AOperation.Send or A2AOperation.Stream ? Effect.Possible : Effect.None;

    private HttpRequestMessage Request(A2AOperation operation, JsonObject parameters, string? traceParent)
    {
        HttpRequestMessage request = to.OverRpc ? Rpc(operation, parameters, traceParent) : Rest(operation, parameters, traceParent);
        if (Version.Header is { } version) request.Headers.Add("A2A-Version", version);
        request.Headers.Accept.ParseAdd("application/json");
        if (operation is A2AOperation.Stream or A2AOperation.Subscribe) request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }

    private HttpRequestMessage Rpc(A2AOperation operation, JsonObject parameters, string? traceParent)
    {
        if (to.Tenant is { } tenant) parameters["tenant"] = tenant;
        return http.Request(HttpMethod.Post, to.Url, traceParent, new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = Version.Method(operation),
            ["params"] = parameters,
        });
    }

    private HttpRequestMessage Rest(A2AOperation operation, JsonObject parameters, string? traceParent)
    {
        string id = Uri.EscapeDataString(parameters["id"]?.GetValue<string>() ?? "");
        return operation switch
        {
            A2AOperation.Send => http.Request(HttpMethod.Post, At("message:send"), traceParent, parameters),
            A2AOperation.Stream => http.Request(HttpMethod.Post, At("message:stream"), traceParent, parameters),
            A2AOperation.Get => http.Request(HttpMethod.Get, At($"tasks/{id}"), traceParent),
            A2AOperation.List => http.Request(HttpMethod.Get, At($"tasks?contextId={Uri.EscapeDataString(parameters["contextId"]!.GetValue<string>())}"), traceParent),
            A2AOperation.Subscribe => http.Request(HttpMethod.Post, At($"tasks/{id}:subscribe"), traceParent, new JsonObject()),
            _ => http.Request(HttpMethod.Post, At($"tasks/{id}:cancel"), traceParent, new JsonObject()),
        };

        Uri At(string path) => new($"{to.Url.AbsoluteUri.TrimEnd('/')}/{(to.Tenant is { } tenant ? $"{Uri.EscapeDataString(tenant)}/" : "")}{path}");
    }

    private JsonElement Unwrap(JsonElement answer)
    {
        if ((to.OverRpc ? A2AErrors.OfRpc(answer) : A2AErrors.OfRest(answer)) is { } failure) throw Refused(failure);
        if (!to.OverRpc) return answer;
        return answer.Get("result") ?? throw new AgentFailure(AgentErrorKind.AgentFault, "it answers with neither a result nor an error");
    }

    private async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, Effect effect, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        string body = await http.ReadTextAsync(response, effect, cancellationToken).ConfigureAwait(false);
        if (JsonReading.TryParse(body, out JsonElement json) && (A2AErrors.OfRest(json) ?? A2AErrors.OfRpc(json)) is { } failure) throw Refused(failure);
        throw Refused(SendMark.Refusal(response, HttpErrors.Of(response, body, http.Time), effect));
    }

    private AgentFailure Refused(AgentFailure failure)
    {
        if (failure is A2AFailure { Code: A2AErrors.VersionNotSupported or A2AErrors.NoSuchMethod } || (failure is not A2AFailure && failure.Error.Kind == AgentErrorKind.NotFound)) IsStale = true;
        return failure;
    }
}
