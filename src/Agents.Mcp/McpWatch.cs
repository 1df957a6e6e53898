namespace Perdure.Agents.Mcp;

/// <summary>Stands between the SDK's client and an endpoint: adds the trace, bounds the wait for an answer, and notes what went wrong, of which the SDK's exceptions say too little.</summary>
internal sealed class McpWatch(HttpMessageHandler inner, McpServer server, string? traceParent) : DelegatingHandler(inner)
{
    /// <summary>Between the end of a stream and its last message, which another thread may still hold.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource lost = new();
    private bool expects;

    /// <summary>What became of the last message, where it was not taken; null: it was.</summary>
    public AgentFailure? Failure { get; private set; }

    /// <summary>Cancelled when no answer can come any more to what was expected.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>The next message is one whose answer is waited for.</summary>
    public void Expect() => Volatile.Write(ref expects, true);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (traceParent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        if (request.Method != HttpMethod.Post) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        Failure = null;
        bool isExpected = Interlocked.Exchange(ref expects, false);
        using var limit = new Deadline(server.Endpoint.RequestTimeout, server.Http.Time, cancellationToken);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) Failure = await RefusalAsync(response, limit.Token).ConfigureAwait(false);
            else if (isExpected && response.Content.Headers.ContentType?.MediaType == "text/event-stream") await WatchAsync(response, cancellationToken).ConfigureAwait(false);
            else if (isExpected) await RequireJsonAsync(response, limit.Token).ConfigureAwait(false);
            return response;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            Failure = new AgentFailure(AgentErrorKind.Unavailable, $"nobody is reached at {server.Address.Authority}: {failure.Message}", failure);
            throw;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            Failure = Cut($"no answer of {server.Address.Authority} came: {failure.Message}", failure);
            throw;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = Cut($"{server.Address.Authority} gave no answer within {server.Endpoint.RequestTimeout}", late);
            throw new TimeoutException(Failure.Message, late);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) lost.Dispose();
        base.Dispose(disposing);
    }

    private async Task WatchAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        HttpContent told = response.Content;
        var watched = new StreamContent(new WatchedStream(await told.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), server.Endpoint.MaxAnswerBytes, failure =>
        {
            Failure = Cut(failure is null ? $"the stream of {server.Address.Authority} ended before the answer" : $"the stream of {server.Address.Authority} broke off: {failure.Message}", failure);
            lost.CancelAfter(failure is null ? Grace : TimeSpan.Zero);
        }));
        foreach ((string name, IEnumerable<string> values) in told.Headers) watched.Headers.TryAddWithoutValidation(name, values);
        response.Content = watched;
    }

    /// <summary>The SDK waits on where an answer is none.</summary>
    private async Task RequireJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(server.Endpoint.MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (body.Length == 0 || JsonReading.TryParse(body, out _)) return;
        throw new IOException($"it answers {(int)response.StatusCode} with {response.Content.Headers.ContentType?.MediaType ?? "something"} that is no JSON");
    }

    private static ConnectionCut Cut(string message, Exception? cause) => new(new AgentError(AgentErrorKind.Ambiguous, message), cause);

    private async Task<AgentFailure> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(server.Endpoint.MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        AgentError error = HttpErrors.Of(response, body, server.Http.Time);
        return !error.IsTransient && JsonReading.TryParse(body, out System.Text.Json.JsonElement json) && McpErrors.OfRpc(json) is { } said && error.Kind == AgentErrorKind.InvalidRequest
            ? said
            : SendMark.Refusal(response, error, Effect.Possible);
    }
}
