using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents.Strands;

/// <summary>A Strands agent behind the HTTP contract of AgentCore Runtime. A run is named by the turn, so that a turn that may have been sent joins it: a stream that breaks is read on from where it broke.</summary>
internal sealed class StrandsAgent<TIn, TOut>(AgentHttp http, string agent, RemoteAgentTypes types, ILogger logger) : RemoteAgentBase<TIn, TOut>("strands", types, logger)
{
    /// <summary>The cursor of a run that the service is known to have.</summary>
    private const string Taken = "taken";

    private const string SessionHeader = "x-amzn-bedrock-agentcore-runtime-session-id";

    /// <inheritdoc/>
    public override AgentAbilities Abilities =>
        AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.TellsBeforeSending;

    /// <inheritdoc/>
    protected override string Redact(string text) => http.Redact(text);

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var handle = new AgentHandle(Runtime, request.Id.ConversationId(ConversationScope.Try).ToString(), request.Id.Turn) { Run = request.Id.OperationId().ToString() };
        bool isThere = SendMark.MayBeSent(request);
        string? last = null;

        // From here on it may have been sent: a service that remembers its runs in memory alone would take the same run for a new one.
        if (!isThere) yield return new AgentEvent<TOut>.Started(handle);
        bool told = false;
        while (true)
        {
            bool sends = !isThere;
            (HttpResponseMessage? opened, AgentFailure? refusal) = await OpenAsync(request, handle, isThere, last, cancellationToken).ConfigureAwait(false);
            isThere = true;
            if (refusal is not null)
            {
                // Perhaps it was heard: it is looked for.
                if (sends && refusal is ConnectionCut) continue;
                if (sends && refusal.Error.IsTransient) yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(handle));
                throw refusal;
            }

            using HttpResponseMessage response = opened!;
            if (!told) yield return new AgentEvent<TOut>.Started(handle with { Cursor = Taken });
            told = true;
            var reader = new StrandsReader<TOut>(http, response, handle, Output);
            await foreach (AgentEvent<TOut> heard in reader.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return heard;
            if (reader.HasEnded) yield break;
            if (reader.Last is null) throw new AgentFailure(AgentErrorKind.Unavailable, $"its stream breaks off before it tells anything{(reader.Cut is { } cut ? $": {cut.Message}" : "")}");
            last = reader.Last;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken)
    {
        if (handle.Run is not { } run) return false;
        using HttpRequestMessage request = http.Request(HttpMethod.Delete, $"invocations/{Uri.EscapeDataString(run)}", traceParent: null);
        using HttpResponseMessage response = await http.SendAsync(request, Effect.None, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return true;
        AgentError error = await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);
        return error.Kind == AgentErrorKind.NotFound ? false : throw new AgentFailure(error);
    }

    /// <param name="isThere">The run is to be joined: without anything to do it is not started anew where the service has lost it.</param>
    /// <param name="last">The last event that was read.</param>
    private HttpRequestMessage Request(AgentRequest<TIn> asked, AgentHandle handle, bool isThere, string? last)
    {
        var body = new JsonObject { ["agent"] = agent };
        if (!isThere && asked.Answers.Count > 0) body["responses"] = new JsonArray([.. asked.Answers.Select(static answer => Response(answer))]);
        else if (!isThere) body["prompt"] = Input.WriteText(asked.Input);

        HttpRequestMessage request = http.Request(HttpMethod.Post, "invocations", asked.TraceParent, body);
        request.Headers.Add(SessionHeader, handle.Conversation);
        request.Headers.Add("idempotency-key", handle.Run);
        if (last is not null) request.Headers.Add("last-event-id", last);
        request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }

    private static JsonObject Response(AgentAnswer answer) => new() { ["interruptId"] = answer.Interrupt.Id, ["response"] = JsonNode.Parse(answer.Value) };

    /// <returns>The stream of the run; or why there is none.</returns>
    private async ValueTask<(HttpResponseMessage? Opened, AgentFailure? Refusal)> OpenAsync(AgentRequest<TIn> asked, AgentHandle handle, bool isThere, string? last, CancellationToken cancellationToken)
    {
        Effect effect = isThere ? Effect.None : Effect.Possible;
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(Request(asked, handle, isThere, last), effect, cancellationToken).ConfigureAwait(false);
            AgentFailure? refusal = await RefusalAsync(response, isThere, effect, cancellationToken).ConfigureAwait(false);
            if (refusal is null) return (response, null);
            response.Dispose();
            return (null, refusal);
        }
        catch (AgentFailure failure)
        {
            response?.Dispose();
            return (null, failure);
        }
    }

    /// <returns>Null: it answers with the stream of the run.</returns>
    private async Task<AgentFailure?> RefusalAsync(HttpResponseMessage response, bool isThere, Effect effect, CancellationToken cancellationToken)
    {
        string? type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode && type == "text/event-stream") return null;
        if (response.IsSuccessStatusCode)
        {
            string message = $"it answers with {type ?? "something"} that is no stream: somebody else answers for its service";
            return isThere ? new AgentFailure(AgentErrorKind.Unavailable, message) : new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, message));
        }

        string body = await http.ReadTextAsync(response, effect, cancellationToken).ConfigureAwait(false);
        AgentError error = HttpErrors.Of(response, body, http.Time);
        if (!JsonReading.TryParse(body, out JsonElement json) || StrandsErrors.Of(json) is not { } said) return SendMark.Refusal(response, error, effect);
        return new AgentFailure(isThere && said.Kind == AgentErrorKind.InvalidRequest
            ? new AgentError(AgentErrorKind.Ambiguous, "its service does not know the run any more: what became of it cannot be known") { Code = said.Code }
            : said with { RetryAfter = error.RetryAfter });
    }
}
