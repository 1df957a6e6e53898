using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents;

/// <summary>Whether a request that was perhaps not heard may be sent again.</summary>
internal enum Effect
{
    /// <summary>It only looks.</summary>
    None,

    /// <summary>It starts, answers or changes something: where its answer is lost, what became of it is not known.</summary>
    Possible,
}

/// <summary>JSON and server-sent events over HTTP, to one endpoint. What goes wrong is an <see cref="AgentFailure"/>.</summary>
internal sealed class AgentHttp(HttpClient client, AgentEndpoint endpoint, EndpointHeaders headers, TimeProvider time)
{
    private readonly Uri root = new(endpoint.Url!.AbsoluteUri.TrimEnd('/') + "/");

    public TimeProvider Time => time;

    /// <summary>A text without the endpoint's secrets, should it quote them.</summary>
    public string Redact(string text) => headers.Redact(text);

    /// <summary>A request below the endpoint's address. What is put into the path is escaped by the caller.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? traceParent, JsonNode? body = null) => Request(method, new Uri(root, path.TrimStart('/')), traceParent, body);

    /// <summary>A request to an address that the runtime named. The endpoint's credentials go along only where it is of the endpoint's own origin.</summary>
    public HttpRequestMessage Request(HttpMethod method, Uri address, string? traceParent, JsonNode? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(root, address));
        if (traceParent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    /// <summary>Sends, and returns as soon as the head of the answer is there, whatever its status.</summary>
    /// <exception cref="ConnectionCut">No answer came to a request with a possible effect.</exception>
    /// <exception cref="AgentFailure">Nobody was reached, or nobody answered.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Effect effect, CancellationToken cancellationToken)
    {
        string asked = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        using (request)
        using (var limit = new Deadline(endpoint.RequestTimeout, time, cancellationToken))
        {
            try
            {
                return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            }
            catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
            {
                // Before anything was sent.
                throw new AgentFailure(AgentErrorKind.Unavailable, $"nobody is reached at {root.Authority}: {failure.Message}", failure);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                throw Cut($"the connection to {root.Authority} broke before an answer to {asked} came: {failure.Message}", AgentErrorKind.Unavailable, failure);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw Cut($"{root.Authority} gave no answer to {asked} within {endpoint.RequestTimeout}", AgentErrorKind.Timeout, late);
            }
        }

        Exception Cut(string message, AgentErrorKind harmless, Exception cause) => effect == Effect.Possible
            ? new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, message), cause)
            : new AgentFailure(harmless, message, cause);
    }

    /// <summary>Reads JSON; null where there is no such thing.</summary>
    /// <exception cref="AgentFailure">It cannot be had.</exception>
    public async Task<JsonElement?> GetAsync(string path, string? traceParent, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(Request(HttpMethod.Get, path, traceParent), Effect.None, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw new AgentFailure(await ErrorAsync(response, cancellationToken).ConfigureAwait(false));
        return await ReadJsonAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The body as JSON.</summary>
    /// <exception cref="AgentFailure">It is none, or broke off.</exception>
    public async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, Effect effect, CancellationToken cancellationToken)
    {
        string body = await ReadTextAsync(response, effect, cancellationToken).ConfigureAwait(false);
        if (JsonReading.TryParse(body, out JsonElement json)) return json;
        string message = $"it answers {(int)response.StatusCode} with {response.Content.Headers.ContentType?.MediaType ?? "something"} that is no JSON";
        throw effect == Effect.Possible ? new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, message)) : new AgentFailure(AgentErrorKind.Unavailable, message);
    }

    /// <summary>What an answer that is no success means.</summary>
    public async Task<AgentError> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        HttpErrors.Of(response, await ReadTextAsync(response, Effect.None, cancellationToken).ConfigureAwait(false), time);

    /// <summary>The body as text.</summary>
    /// <exception cref="AgentFailure">It broke off, or is too long.</exception>
    public async Task<string> ReadTextAsync(HttpResponseMessage response, Effect effect, CancellationToken cancellationToken)
    {
        using var limit = new Deadline(endpoint.RequestTimeout, time, cancellationToken);
        try
        {
            // Unpacked: what is small on its way may be large here.
            await response.Content.LoadIntoBufferAsync(endpoint.MaxAnswerBytes, limit.Token).ConfigureAwait(false);
            return await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw TooLong("its answer");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            string message = $"the answer of {root.Authority} broke off";
            throw effect == Effect.Possible ? new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, message), failure) : new AgentFailure(AgentErrorKind.Unavailable, message, failure);
        }
    }

    /// <summary>The server-sent events of an answer, as they come.</summary>
    /// <exception cref="ConnectionCut">The connection broke, or was silent for too long.</exception>
    public async IAsyncEnumerable<SseItem<string>> ReadEventsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), endpoint.MaxAnswerBytes, () => TooLong("an event of its stream"));
        await using IAsyncEnumerator<SseItem<string>> items = SseParser.Create(body).EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
        while (true)
        {
            try
            {
                using (time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), silence, endpoint.SilenceTimeout, Timeout.InfiniteTimeSpan))
                {
                    if (!await items.MoveNextAsync().ConfigureAwait(false)) yield break;
                }
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException)
            {
                throw new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, $"the stream of {root.Authority} broke off: {failure.Message}"), failure);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, $"the stream of {root.Authority} was silent for {endpoint.SilenceTimeout}"), late);
            }

            body.Restart();
            yield return items.Current;
        }
    }

    /// <summary>The JSON of an event.</summary>
    /// <exception cref="ConnectionCut">It is none: what follows cannot be trusted.</exception>
    public static JsonElement Parse(SseItem<string> item) => JsonReading.TryParse(item.Data, out JsonElement json)
        ? json
        : throw new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, $"an event '{item.EventType}' of its stream is no JSON"));

    private AgentFailure TooLong(string what) => new(AgentErrorKind.OutputMismatch, $"{what} has more than {endpoint.MaxAnswerBytes} bytes, and is not read: raise {nameof(AgentEndpoint.MaxAnswerBytes)} of the endpoint, or let the agent say less");
}
