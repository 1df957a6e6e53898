using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.Mcp;

/// <summary>A call of revision 2026-07-28. There is no session: where the tool asks back, the server hands its state over, and takes it back with the answer.</summary>
internal sealed class McpStatelessCall<TOut>(McpServer server, McpCall call, AgentPayload<TOut> output)
{
    /// <summary>It is a column of the step's row while the run waits.</summary>
    private const int MaxState = 256 * 1024;

    public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // From here on it may have been called.
        yield return new AgentEvent<TOut>.Started(call.Handle);
        await using IAsyncEnumerator<JsonElement> messages = AskAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            (JsonElement? next, AgentFailure? refusal) = await NextAsync(messages, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(call.Handle));
                throw refusal;
            }

            if (next is not { } message) throw new AgentFailure(AgentErrorKind.Ambiguous, "its answer ended before it said what came of the call");
            if (message.Text("method") == "notifications/progress" && message.Get("params") is { } progress) yield return new AgentEvent<TOut>.Progress(call.Tool, "progress", ProgressData.Of(progress));
            if (McpErrors.OfRpc(message) is { } error) throw error;
            if (message.Get("result") is not { } result) continue;
            if (result.Text("resultType") != "input_required")
            {
                yield return new AgentEvent<TOut>.Completed(McpAnswer.Read(result, output));
                yield break;
            }

            AgentHandle waiting = call.Handle with { State = StateOf(result) };
            IReadOnlyList<AgentInterrupt> questions = McpQuestions.Of(result);
            if (questions.Count == 0)
            {
                // It asks for nothing but to be called again with its state.
                yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(waiting));
                throw new AgentFailure(AgentErrorKind.Busy, "it cannot go on now, and asks to be called again");
            }

            yield return new AgentEvent<TOut>.Interrupted(questions, waiting);
            yield break;
        }
    }

    private static string? StateOf(JsonElement result) => result.Text("requestState") is { } state && state.Length > MaxState
        ? throw new AgentFailure(AgentErrorKind.InvalidRequest, $"it asks back with a state of {state.Length / 1024} KiB, and waits for an answer with {MaxState / 1024} KiB at most")
        : result.Text("requestState");

    private async IAsyncEnumerable<JsonElement> AskAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HttpRequestMessage request = McpRequest.Create(server.Http, server.Address, "tools/call", call.Operation, Parameters(), call.TraceParent);
        using HttpResponseMessage response = await server.Http.SendAsync(request, Effect.Possible, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            string body = await server.Http.ReadTextAsync(response, Effect.Possible, cancellationToken).ConfigureAwait(false);
            if (JsonReading.TryParse(body, out JsonElement json) && McpErrors.OfRpc(json) is { } said && !HttpErrors.Of(response, body, server.Http.Time).IsTransient)
            {
                // It speaks another revision by now, or does not know the tool any more.
                server.Forget();
                throw said;
            }

            throw SendMark.Refusal(response, HttpErrors.Of(response, body, server.Http.Time), Effect.Possible);
        }

        await foreach (JsonElement message in McpServer.ReadAsync(server.Http, response, Effect.Possible, cancellationToken).ConfigureAwait(false)) yield return message;
    }

    private JsonObject Parameters()
    {
        var parameters = new JsonObject { ["name"] = call.Tool, ["arguments"] = call.Arguments };
        if (call.Answers.Count > 0)
        {
            var responses = new JsonObject();
            foreach (AgentAnswer answer in call.Answers) responses[answer.Interrupt.Id] = McpQuestions.Respond(answer.Value);
            parameters["inputResponses"] = responses;
        }

        if (call.Handle.State is { } state) parameters["requestState"] = state;
        return parameters;
    }

    /// <returns>A message, null behind the last; or why the call was not taken.</returns>
    private async ValueTask<(JsonElement? Next, AgentFailure? Refusal)> NextAsync(IAsyncEnumerator<JsonElement> messages, CancellationToken cancellationToken)
    {
        try
        {
            return (await messages.MoveNextAsync().ConfigureAwait(false) ? messages.Current : null, null);
        }
        catch (ConnectionCut cut)
        {
            throw await McpLoss.OfAsync(cut, server, call, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentFailure failure) when (failure.Error.IsTransient)
        {
            return (null, failure);
        }
    }
}

/// <summary>What a lost call means.</summary>
internal static class McpLoss
{
    /// <summary>That it may be made again where the tool says so, and the step does not forbid it; else that nobody knows.</summary>
    public static async ValueTask<AgentFailure> OfAsync(ConnectionCut cut, McpServer server, McpCall call, CancellationToken cancellationToken) =>
        call.MayRepeat && await server.MayRepeatAsync(call.Tool, cancellationToken).ConfigureAwait(false)
            ? new AgentFailure(cut.Error with { Kind = AgentErrorKind.Unavailable }, cut)
            : cut;
}
