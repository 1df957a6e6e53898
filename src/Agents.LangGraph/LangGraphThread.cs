using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.LangGraph;

/// <summary>One thread on a server: its runs, and where they stand.</summary>
internal sealed class LangGraphThread(AgentHttp http, string id, string? traceParent)
{
    /// <summary>As many as the server gives at once.</summary>
    private const int PageSize = 100;

    private readonly string path = $"threads/{Uri.EscapeDataString(id)}";

    public string Id => id;

    /// <summary>All runs, as the server lists them; none where there is no such thread.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListRunsAsync(CancellationToken cancellationToken)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            JsonElement? page = await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path}/runs?limit={PageSize}&offset={all.Count}"), traceParent, cancellationToken).ConfigureAwait(false);
            JsonElement[] runs = page is { } found ? [.. found.Items()] : [];
            all.AddRange(runs);
            if (runs.Length < PageSize) return all;
        }
    }

    /// <summary>A run; null: there is none.</summary>
    public Task<JsonElement?> GetRunAsync(string run, CancellationToken cancellationToken) =>
        http.GetAsync($"{path}/runs/{Uri.EscapeDataString(run)}", traceParent, cancellationToken);

    /// <summary>Where the thread stands; null: there is none.</summary>
    public Task<JsonElement?> GetStateAsync(CancellationToken cancellationToken) => http.GetAsync($"{path}/state", traceParent, cancellationToken);

    /// <summary>Where a run came to. Not where the thread stands: in a thread that steps share another may have gone on since.</summary>
    public async Task<JsonElement?> GetLastCheckpointAsync(string run, CancellationToken cancellationToken)
    {
        var query = new JsonObject { ["limit"] = 1, ["metadata"] = new JsonObject { ["run_id"] = run } };
        using HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Post, $"{path}/history", traceParent, query), Effect.None, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw new AgentFailure(await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false));
        JsonElement history = await http.ReadJsonAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);

        // A run that had nothing to do wrote nothing.
        foreach (JsonElement checkpoint in history.Items()) return checkpoint;
        return await GetStateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a run and its stream.</summary>
    /// <exception cref="ConnectionCut">Whether it was started is not known.</exception>
    public async Task<HttpResponseMessage> StartAsync(JsonObject body, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Post, $"{path}/runs/stream", traceParent, body), Effect.Possible, cancellationToken).ConfigureAwait(false);
        return await CheckStreamAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The stream of a run, from behind an event.</summary>
    /// <param name="after">The event's id; <c>-1</c>: from the start.</param>
    public async Task<HttpResponseMessage> JoinAsync(string run, string after, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = http.Request(HttpMethod.Get, $"{path}/runs/{Uri.EscapeDataString(run)}/stream", traceParent);
        request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        HttpResponseMessage response = await http.SendAsync(request, Effect.None, cancellationToken).ConfigureAwait(false);
        return await CheckStreamAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a run; its checkpoints stay.</summary>
    public async Task CancelAsync(string run, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Post, $"{path}/runs/{Uri.EscapeDataString(run)}/cancel?action=interrupt", traceParent), Effect.None, cancellationToken).ConfigureAwait(false);

        // It has ended by itself, or is not known any more: there is nothing to stop.
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict) return;
        throw new AgentFailure(await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false));
    }

    private async Task<HttpResponseMessage> CheckStreamAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream") return response;
        using (response)
        {
            if (response.IsSuccessStatusCode)
                throw new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, $"it answers with {response.Content.Headers.ContentType?.MediaType ?? "something"} where a stream of events is expected"));
            AgentError error = await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);
            throw new AgentFailure(response.StatusCode == HttpStatusCode.UnprocessableEntity && error.Message.Contains("already running", StringComparison.Ordinal)
                ? error with { Kind = AgentErrorKind.Busy }
                : error);
        }
    }
}
