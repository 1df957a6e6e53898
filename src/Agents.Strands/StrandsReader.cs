using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Perdure.Agents.Strands;

/// <summary>Reads the stream of a run, until the run or the stream ends.</summary>
internal sealed class StrandsReader<TOut>(AgentHttp http, HttpResponseMessage response, AgentHandle handle, AgentPayload<TOut> output)
{
    /// <summary>Whether the run has come to its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The id of the last event; null: nothing was read.</summary>
    public string? Last { get; private set; }

    /// <summary>Why the stream ended early; null: it ended by itself.</summary>
    public ConnectionCut? Cut { get; private set; }

    /// <exception cref="AgentFailure">The run failed, or its answer does not fit.</exception>
    public async IAsyncEnumerable<AgentEvent<TOut>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<SseItem<string>> items = http.ReadEventsAsync(response, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            JsonElement said;
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false)) yield break;
                said = AgentHttp.Parse(items.Current);
            }
            catch (ConnectionCut cut)
            {
                Cut = cut;
                yield break;
            }

            Last = items.Current.EventId ?? Last;
            if (StrandsErrors.Of(said) is { } error)
            {
                HasEnded = true;
                // The run is gone, and may be started by the same name.
                if (error.IsTransient) yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(handle));
                yield return new AgentEvent<TOut>.Failed(error);
                yield break;
            }

            if (Read(said) is { } told) yield return told;
            if (HasEnded) yield break;
        }
    }

    private AgentEvent<TOut>? Read(JsonElement said)
    {
        string? node = said.Text("nodeId");
        bool isOfNode = said.Text("type") == "nodeStreamUpdateEvent";

        // A node's events are wrapped: that of an agent in one layer, that of a graph in it in further ones.
        JsonElement inner = said;
        while (inner.Text("type") == "nodeStreamUpdateEvent" && inner.Get("inner", "event") is { } wrapped)
        {
            node = inner.Text("nodeId") ?? node;
            inner = wrapped;
        }

        switch (inner.Text("type"))
        {
            case "modelStreamUpdateEvent":
                return inner.Text("event", "delta", "text") is { Length: > 0 } text ? new AgentEvent<TOut>.Delta(text, node) : null;
            case "beforeNodeCallEvent" or "afterNodeCallEvent":
                return new AgentEvent<TOut>.Progress(inner.Text("nodeId") ?? node, inner.Text("type")!, ProgressData.Of(inner));
            case "multiAgentHandoffEvent":
                return new AgentEvent<TOut>.Progress(inner.Text("source") ?? node, inner.Text("type")!, ProgressData.Of(inner));
            case "beforeToolCallEvent" or "afterToolCallEvent":
                return new AgentEvent<TOut>.Progress(inner.Text("toolUse", "name") ?? node, inner.Text("type")!, ProgressData.Of(inner));
            case "agentResultEvent" or "multiAgentResultEvent" when !isOfNode && inner.Get("result") is { } result:
                HasEnded = true;
                return End(result);
            default:
                return null;
        }
    }

    private AgentEvent<TOut> End(JsonElement result)
    {
        List<AgentInterrupt> interrupts = [.. result.Items("interrupts").Select(Question)];
        if (interrupts.Count > 0) return new AgentEvent<TOut>.Interrupted(interrupts, handle);
        if (StrandsErrors.OfResult(result) is { } error) return new AgentEvent<TOut>.Failed(error);
        AgentUsage? usage = Usage(result);
        if (result.Get("structuredOutput") is { } structured) return new AgentEvent<TOut>.Completed(output.Read(structured, "$.structuredOutput"), usage);
        IEnumerable<JsonElement> content = result.Get("lastMessage") is { } message ? message.Items("content") : result.Items("content");
        return new AgentEvent<TOut>.Completed(output.ReadText(string.Concat(content.Select(static block => block.Text("text")))), usage);
    }

    private static AgentInterrupt Question(JsonElement interrupt) => new(interrupt.Text("id") ?? "", "interrupt")
    {
        Message = interrupt.Text("reason", "question") ?? interrupt.Text("reason", "message") ?? interrupt.Text("reason") ?? interrupt.Text("name"),
        Payload = interrupt.Get("reason")?.GetRawText(),
    };

    private static AgentUsage? Usage(JsonElement result) => (result.Get("usage") ?? result.Get("metrics", "accumulatedUsage") ?? result.Get("lastMessage", "metadata", "usage")) is { } used
        ? new AgentUsage(result.Text("model"), used.Number("inputTokens") ?? 0, used.Number("outputTokens") ?? 0)
        : null;
}
