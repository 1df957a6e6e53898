using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.Adk;

/// <summary>One session on a server, and the runs in it.</summary>
internal sealed class AdkSession(AgentHttp http, string app, string user, string id, string? traceParent)
{
    private readonly string path = $"apps/{Uri.EscapeDataString(app)}/users/{Uri.EscapeDataString(user)}/sessions/{Uri.EscapeDataString(id)}";

    public string Id => id;

    public AgentHttp Http => http;

    /// <summary>The session with its events; null: there is none.</summary>
    public Task<JsonElement?> GetAsync(CancellationToken cancellationToken) => http.GetAsync(path, traceParent, cancellationToken);

    /// <summary>Makes it, unless somebody has in the meantime.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Post, path, traceParent, new JsonObject()), Effect.None, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return;
        AgentError error = await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);
        if (!error.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase)) throw new AgentFailure(error);
    }

    /// <summary>Starts a run and its stream.</summary>
    /// <exception cref="ConnectionCut">Whether it was started is not known.</exception>
    public async Task<HttpResponseMessage> StartAsync(JsonArray parts, string operation, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["appName"] = app,
            ["userId"] = user,
            ["sessionId"] = id,
            ["streaming"] = true,
            ["newMessage"] = new JsonObject { ["role"] = "user", ["parts"] = parts },

            // Kept with the user's event: by it the run is found again.
            ["stateDelta"] = new JsonObject { [AdkRun.OperationKey] = operation },
        };
        HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Post, "run_sse", traceParent, body), Effect.Possible, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream") return response;
        using (response)
        {
            if (response.IsSuccessStatusCode)
                throw new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, $"it answers with {response.Content.Headers.ContentType?.MediaType ?? "something"} where a stream of events is expected"));
            string said = await http.ReadTextAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);
            throw new AgentFailure(AdkErrors.OfAnswer(response.StatusCode, HttpErrors.Of(response, said, http.Time), said));
        }
    }

    /// <summary>The app's structure, as the server draws it; null: it does not, or not this one.</summary>
    public async Task<JsonElement?> GetStructureAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Get, $"dev/apps/{Uri.EscapeDataString(app)}/build_graph", traceParent), Effect.None, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK) return await http.ReadJsonAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);
        AgentError error = await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);

        // A server that is only away tells it later; one that does not draw never does.
        return error.IsTransient && response.StatusCode != HttpStatusCode.InternalServerError ? throw new AgentFailure(error) : null;
    }
}
