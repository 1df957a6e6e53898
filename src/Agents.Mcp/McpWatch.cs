namespace Perdure.Agents.Mcp;

/// <summary>Stands between the SDK's client and an endpoint: adds the trace, bounds the wait for an answer, and notes what went wrong, of which the SDK's exceptions say too little.</summary>
internal sealed class McpWatch(HttpMessageHandler inner, McpServer server, string? traceParent) : DelegatingHandler(inner)
{
    /// <summary>What became of the last message, where it was not taken; null: it was.</summary>
    public AgentFailure? Failure { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (traceParent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        if (request.Method != HttpMethod.Post) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        Failure = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(server.Endpoint.RequestTimeout);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) Failure = await RefusalAsync(response, limit.Token).ConfigureAwait(false);
            return response;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            Failure = new AgentFailure(AgentErrorKind.Unavailable, $"nobody is reached at {server.Address.Authority}: {failure.Message}", failure);
            throw;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            Failure = Cut($"the connection to {server.Address.Authority} broke before an answer came: {failure.Message}", failure);
            throw;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = Cut($"{server.Address.Authority} gave no answer within {server.Endpoint.RequestTimeout}", late);
            throw new TimeoutException(Failure.Message, late);
        }
    }

    private static ConnectionCut Cut(string message, Exception cause) => new(new AgentError(AgentErrorKind.Ambiguous, message), cause);

    private async Task<AgentFailure> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        AgentError error = HttpErrors.Of(response, body, server.Http.Time);
        return !error.IsTransient && JsonReading.TryParse(body, out System.Text.Json.JsonElement json) && McpErrors.OfRpc(json) is { } said && error.Kind == AgentErrorKind.InvalidRequest
            ? said
            : SendMark.Refusal(response, error, Effect.Possible);
    }
}
