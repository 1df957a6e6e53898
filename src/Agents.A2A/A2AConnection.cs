using System.Text.Json;

namespace Perdure.Agents.A2A;

/// <summary>An endpoint and what its card says. The card is read when the agent is first asked, and again when the agent turns out to have changed.</summary>
internal sealed class A2AConnection(AgentHttp http, A2AEndpoint endpoint)
{
    private const string WellKnown = ".well-known/agent-card.json";

    private volatile A2ATransport? known;

    public AgentHttp Http => http;

    public string Redact(string text) => http.Redact(text);

    /// <exception cref="AgentFailure">The card cannot be had, or names no interface that we speak.</exception>
    public async ValueTask<A2ATransport> OpenAsync(string? traceParent, CancellationToken cancellationToken)
    {
        if (known is { IsStale: false } transport) return transport;
        return known = await DiscoverAsync(traceParent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the agent tells of itself.</summary>
    /// <exception cref="AgentFailure">It cannot be had.</exception>
    public async Task<JsonElement> ReadCardAsync(string? traceParent, CancellationToken cancellationToken)
    {
        Uri address = endpoint.Url!;
        bool isCard = address.AbsolutePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        HttpRequestMessage request = isCard ? http.Request(HttpMethod.Get, address, traceParent) : http.Request(HttpMethod.Get, WellKnown, traceParent);

        // An agent of both versions shows the card of 0.3 to whoever does not ask for this one.
        request.Headers.Add("A2A-Version", A2AVersion.One.Header);
        request.Headers.Accept.ParseAdd("application/json");
        using HttpResponseMessage response = await http.SendAsync(request, Effect.None, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            AgentError error = await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);
            throw new AgentFailure(error with { Message = $"its card cannot be read: {error.Message}" });
        }

        return await http.ReadJsonAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);
    }

    private async Task<A2ATransport> DiscoverAsync(string? traceParent, CancellationToken cancellationToken)
    {
        JsonElement card = await ReadCardAsync(traceParent, cancellationToken).ConfigureAwait(false);
        return A2AInterface.Choose(card, endpoint.Url!, endpoint.FollowCard) is { } chosen
            ? new A2ATransport(http, chosen)
            : throw new AgentFailure(AgentErrorKind.InvalidRequest, $"its card ({card.Text("name") ?? "without a name"}) has no interface that is spoken here: A2A 1.0 over JSON-RPC or HTTP+JSON, or 0.3 over JSON-RPC");
    }
}
