using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents.LangGraph;

/// <summary>A graph on a LangGraph API server. Each turn is a run, marked with its operation: before one is started it is looked for.</summary>
internal sealed class LangGraphAgent<TIn, TOut>(AgentHttp http, LangGraphAgentAttribute attribute, RemoteAgentTypes types, ILogger logger) : RemoteAgentBase<TIn, TOut>(RuntimeName, types, logger)
{
    private const string RuntimeName = "langgraph";

    /// <summary>How often, and at what distance, a run is looked for whose start was not answered. Longer than a server takes to note down what it has heard.</summary>
    private static readonly TimeSpan[] LookPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1.5)];

    /// <inheritdoc/>
    public override AgentAbilities Abilities =>
        AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart | AgentAbilities.ResumeFailed;

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var thread = new LangGraphThread(http, request.Handle?.Conversation ?? request.Id.ConversationId(attribute.Scope).ToString(), request.TraceParent);
        (string run, HttpResponseMessage? opened) = await FindOrStartAsync(thread, request, cancellationToken).ConfigureAwait(false);
        using (opened)
        {
            var handle = new AgentHandle(Runtime, thread.Id, request.Id.Turn) { Run = run };
            yield return new AgentEvent<TOut>.Started(handle);

            var messages = new LangGraphMessages();
            string? cursor = request.Handle is { Cursor: { } known } given && given.Run == run ? known : null;
            AgentError? failure = null;
            await foreach (SseItem<string> item in new LangGraphStream(http, thread, run).ReadAsync(opened, cursor, cancellationToken).ConfigureAwait(false))
            {
                // Behind a bar stands the graph within the graph.
                string kind = item.EventType.Split('|')[0];
                if (kind == "error") failure = LangGraphVerdict.ErrorOf(AgentHttp.Parse(item));
                foreach (AgentEvent<TOut> told in Translate(kind, item, messages)) yield return told;
            }

            yield return await new LangGraphVerdict<TOut>(http, thread, attribute.OutputField, Output).ReadAsync(handle, failure, messages.Usage, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken)
    {
        if (handle.Run is null) return false;
        await new LangGraphThread(http, handle.Conversation, traceParent: null).CancelAsync(handle.Run, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    protected override string Redact(string text) => http.Redact(text);

    private static IEnumerable<AgentEvent<TOut>> Translate(string kind, SseItem<string> item, LangGraphMessages messages)
    {
        switch (kind)
        {
            case "messages" when AgentHttp.Parse(item) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2:
                if (messages.Take(pair[0], pair[1]) is { } text) yield return new AgentEvent<TOut>.Delta(text, pair[1].Text("langgraph_node"));
                break;
            case "updates":
                // What is asked back is read from where the run came to.
                foreach (JsonProperty node in AgentHttp.Parse(item).Properties().Where(static node => node.Name != "__interrupt__"))
                    yield return new AgentEvent<TOut>.Progress(node.Name, "node", ProgressData.Of(node.Value));
                break;
            case "custom":
                yield return new AgentEvent<TOut>.Progress(null, "custom", ProgressData.Of(AgentHttp.Parse(item)));
                break;
        }
    }

    private async Task<(string Run, HttpResponseMessage? Opened)> FindOrStartAsync(LangGraphThread thread, AgentRequest<TIn> request, CancellationToken cancellationToken)
    {
        if (request.Handle is { Run: { } known } handle && handle.Turn == request.Id.Turn)
        {
            return await thread.GetRunAsync(known, cancellationToken).ConfigureAwait(false) is not null
                ? (known, null)
                : throw new AgentFailure(AgentErrorKind.Ambiguous, $"the run {known} was started, and the server does not know it any more");
        }

        string operation = request.Id.OperationId().ToString();
        IReadOnlyList<JsonElement> runs = await thread.ListRunsAsync(cancellationToken).ConfigureAwait(false);
        if (Find(runs, operation) is { } found) return (found, null);
        JsonObject body = LangGraphRequest.Create(attribute.Assistant, request.Id);
        await FillAsync(body, thread, request, runs, cancellationToken).ConfigureAwait(false);
        return await StartAsync(thread, body, operation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(string Run, HttpResponseMessage? Opened)> StartAsync(LangGraphThread thread, JsonObject body, string operation, CancellationToken cancellationToken)
    {
        ConnectionCut? cut;
        try
        {
            HttpResponseMessage response = await thread.StartAsync(body, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentLocation?.OriginalString.Split('/')[^1] is { Length: > 0 } run) return (run, response);
            response.Dispose();
            cut = null;
        }
        catch (ConnectionCut failure)
        {
            cut = failure;
        }

        foreach (TimeSpan pause in LookPauses)
        {
            await Task.Delay(pause, http.Time, cancellationToken).ConfigureAwait(false);
            if (Find(await thread.ListRunsAsync(cancellationToken).ConfigureAwait(false), operation) is { } found) return (found, null);
        }

        // The server has not noted it down: it did not hear of it. The same turn is sent again, and looked for before.
        throw new AgentFailure(AgentErrorKind.Unavailable, $"the start of a run was not heard: {cut?.Error.Message ?? "its answer names no run"}", cut);
    }

    /// <summary>Answers, or the input, or nothing where a failed try goes on from its last checkpoint.</summary>
    private async Task FillAsync(JsonObject body, LangGraphThread thread, AgentRequest<TIn> request, IReadOnlyList<JsonElement> runs, CancellationToken cancellationToken)
    {
        if (request.Answers.Count > 0)
        {
            await CheckPendingAsync(thread, request.Answers, cancellationToken).ConfigureAwait(false);
            body["command"] = LangGraphRequest.Resume(request.Answers);
        }
        else if (request.Id.Try > 1 && IsOurs(runs, request.Id) && await thread.GetStateAsync(cancellationToken).ConfigureAwait(false) is { } state && state.Items("next").Any())
        {
            body["input"] = null;
        }
        else if (attribute.InputField is { } field)
        {
            body["input"] = new JsonObject { [field] = Input.Write(request.Input) };
        }
        else
        {
            body["input"] = request.Input is string text ? LangGraphRequest.UserMessage(text) : Input.Write(request.Input);
        }
    }

    /// <summary>An answer to a question that is not open would change nothing, and be taken for done.</summary>
    private static async Task CheckPendingAsync(LangGraphThread thread, IReadOnlyList<AgentAnswer> answers, CancellationToken cancellationToken)
    {
        JsonElement state = await thread.GetStateAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new AgentFailure(AgentErrorKind.NotFound, $"the server does not know the thread {thread.Id} any more, which waited for an answer");
        HashSet<string> pending = [.. LangGraphVerdict.InterruptsOf(state).Select(static interrupt => interrupt.Id)];
        if (answers.FirstOrDefault(answer => !pending.Contains(answer.Interrupt.Id)) is { } wrong)
            throw new AgentFailure(AgentErrorKind.InterruptNotPending, $"the interrupt '{wrong.Interrupt.Id}' is not open in the thread {thread.Id}: it was answered, or the graph went on without it");
    }

    private static string? Find(IReadOnlyList<JsonElement> runs, string operation) =>
        runs.Where(run => run.Text("metadata", LangGraphRequest.Operation) == operation).Select(static run => run.Text("run_id")).FirstOrDefault();

    /// <summary>Whether the thread was last used by a try of the same step, so that what it left unfinished is ours.</summary>
    private static bool IsOurs(IReadOnlyList<JsonElement> runs, AgentCallId id) =>
        runs.OrderByDescending(static run => run.Text("created_at"), StringComparer.Ordinal).Select(static run => run.Text("metadata", LangGraphRequest.Unit)).FirstOrDefault() == LangGraphRequest.UnitOf(id);
}
