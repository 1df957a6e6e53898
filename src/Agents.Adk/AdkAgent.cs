using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents.Adk;

/// <summary>An app on an ADK API server. Each turn bears a mark in its session: before a message is sent the mark is looked for, since ADK would do the same work again.</summary>
internal sealed class AdkAgent<TIn, TOut>(AgentHttp http, AdkEndpoint endpoint, AdkAgentAttribute attribute, RemoteAgentTypes types, ILogger logger) : RemoteAgentBase<TIn, TOut>(RuntimeName, types, logger)
{
    private const string RuntimeName = "adk";

    /// <summary>How often, and at what distance, a mark is looked for whose message was not answered.</summary>
    private static readonly TimeSpan[] LookPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1.5)];

    /// <inheritdoc/>
    public override AgentAbilities Abilities => AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Reattach | AgentAbilities.IdempotentStart;

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = new AdkSession(http, attribute.App, endpoint.UserId, request.Handle?.Conversation ?? request.Id.ConversationId(attribute.Scope).ToString(), request.TraceParent);
        string operation = request.Id.OperationId().ToString();
        using HttpResponseMessage? opened = await FindOrStartAsync(session, request, operation, cancellationToken).ConfigureAwait(false);
        var handle = new AgentHandle(Runtime, session.Id, request.Id.Turn);
        yield return new AgentEvent<TOut>.Started(handle);

        var reading = new AdkReading(attribute.OutputNode);
        await foreach (JsonElement told in new AdkStream(session, endpoint, operation, attribute.OutputNode).ReadAsync(opened, cancellationToken).ConfigureAwait(false))
        {
            if (told.Is("partial"))
            {
                if (AdkEvents.TextOf(told) is { Length: > 0 } text) yield return new AgentEvent<TOut>.Delta(text, AdkEvents.NodeOf(told));
                continue;
            }

            reading.Take(told);
            yield return new AgentEvent<TOut>.Progress(AdkEvents.NodeOf(told), "event", ProgressData.Of(told));
        }

        yield return reading.End(Output, handle);
    }

    /// <inheritdoc/>
    /// <remarks>ADK has no way to stop a run.</remarks>
    protected override ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    protected override string Redact(string text) => http.Redact(text);

    /// <returns>The stream of a run that was started now; null: it was started before, and is in the session.</returns>
    private async Task<HttpResponseMessage?> FindOrStartAsync(AdkSession session, AgentRequest<TIn> request, string operation, CancellationToken cancellationToken)
    {
        JsonElement? now = await session.GetAsync(cancellationToken).ConfigureAwait(false);
        switch (AdkRun.Find(now, operation))
        {
            case { CameToNothing: false }:
                return null;
            case null when request.Handle is { } handle && handle.Turn == request.Id.Turn:
                // It was begun: the session was lost with its server, or the message is still on its way.
                return await LookAsync(session, operation, cancellationToken).ConfigureAwait(false)
                    ? null
                    : throw new AgentFailure(AgentErrorKind.Ambiguous, now is null ? $"the session {session.Id} is gone, and with it what became of the work" : $"the session {session.Id} does not have the message that was sent to it");
        }

        if (request.Answers.Count > 0) CheckOpen(now, session.Id, request.Answers);
        if (now is null) await session.CreateAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.StartAsync(PartsOf(request), operation, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionCut cut)
        {
            // Not there: the server did not hear of it. The same turn is sent again, and looked for before.
            return await LookAsync(session, operation, cancellationToken).ConfigureAwait(false)
                ? null
                : throw new AgentFailure(AgentErrorKind.Unavailable, $"a message was not heard: {cut.Error.Message}", cut);
        }
    }

    private async Task<bool> LookAsync(AdkSession session, string operation, CancellationToken cancellationToken)
    {
        foreach (TimeSpan pause in LookPauses)
        {
            await Task.Delay(pause, http.Time, cancellationToken).ConfigureAwait(false);
            if (AdkRun.Find(await session.GetAsync(cancellationToken).ConfigureAwait(false), operation) is { CameToNothing: false }) return true;
        }

        return false;
    }

    private static void CheckOpen(JsonElement? session, string id, IReadOnlyList<AgentAnswer> answers)
    {
        if (session is not { } found) throw new AgentFailure(AgentErrorKind.NotFound, $"the session {id} is gone, which waited for an answer");
        if (answers.FirstOrDefault(answer => !AdkEvents.IsOpen(found, answer.Interrupt)) is { } wrong)
            throw new AgentFailure(AgentErrorKind.InterruptNotPending, $"the question '{wrong.Interrupt.Id}' is not open in the session {id}: it was answered, or never asked");
    }

    private JsonArray PartsOf(AgentRequest<TIn> request) => request.Answers.Count == 0
        ? [new JsonObject { ["text"] = Input.WriteText(request.Input) }]
        : [.. request.Answers.Select(static answer => new JsonObject
        {
            ["functionResponse"] = new JsonObject
            {
                ["id"] = answer.Interrupt.Id,
                ["name"] = answer.Interrupt.Kind == AdkEvents.Confirmation ? "adk_request_confirmation" : "adk_request_input",
                ["response"] = ResponseOf(answer),
            },
        })];

    /// <summary>ADK takes objects. A confirmation may be said with a word, and any other value goes by its name for one.</summary>
    private static JsonObject ResponseOf(AgentAnswer answer) => JsonNode.Parse(answer.Value) switch
    {
        JsonObject given => given,
        var bare when answer.Interrupt.Kind == AdkEvents.Confirmation => new JsonObject { ["confirmed"] = bare },
        var bare => new JsonObject { ["result"] = bare },
    };
}
