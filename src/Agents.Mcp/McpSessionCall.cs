using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;

namespace Perdure.Agents.Mcp;

/// <summary>A call of revision 2025-11-25 or before. A question of the tool comes while the call is open, and is put off: see <see cref="McpPutOff"/>.</summary>
internal sealed class McpSessionCall<TOut>(McpServer server, McpCall call, bool mayRunAgain, AgentPayload<TOut> output)
{
    private readonly McpPutOff questions = new(call.Handle.State, call.Handle.Turn, call.Answers);
    private readonly Channel<AgentEvent<TOut>> progress = Channel.CreateUnbounded<AgentEvent<TOut>>(new UnboundedChannelOptions { SingleReader = true });

    public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using McpSession session = await McpSession.OpenAsync(server, (asked, _) => ValueTask.FromResult(questions.Ask(asked)), call.TraceParent, cancellationToken).ConfigureAwait(false);

        // The id of a session is what a stop needs; a server without sessions cannot be told of one.
        AgentHandle handle = call.Handle with { State = questions.Answered };
        if (session.Id is { } id) handle = handle with { Conversation = id, Run = call.Operation };
        yield return new AgentEvent<TOut>.Started(handle);

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(server.Endpoint.SilenceTimeout);
        session.OnProgress(heard =>
        {
            if (heard.Text("progressToken") != call.Operation) return;
            silence.CancelAfter(server.Endpoint.SilenceTimeout);
            progress.Writer.TryWrite(new AgentEvent<TOut>.Progress(call.Tool, "progress", ProgressData.Of(heard)));
        });
        Task<JsonElement> work = CallAsync(session, silence.Token);
        await foreach (AgentEvent<TOut> told in progress.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return told;

        (JsonElement? result, AgentFailure? refusal) = await EndAsync(session, work, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(handle));
            throw refusal;
        }

        yield return End(result!.Value, handle);
    }

    private AgentEvent<TOut> End(JsonElement result, AgentHandle handle)
    {
        if (questions.Wrong is { } wrong) throw new AgentFailure(AgentErrorKind.Rejected, wrong);
        if (questions.Open.Count == 0) return new AgentEvent<TOut>.Completed(McpAnswer.Read(result, output));
        if (mayRunAgain) return new AgentEvent<TOut>.Interrupted(questions.Open, handle);
        throw new AgentFailure(AgentErrorKind.Rejected, $"the tool '{call.Tool}' asks back ({questions.Open[0].Message}), was told to cancel, and may not run again to be answered: let its server speak revision {McpRequest.Revision}, or set RunsAgainToBeAnswered");
    }

    private async Task<JsonElement> CallAsync(McpSession session, CancellationToken cancellationToken)
    {
        try
        {
            var meta = new JsonObject();
            McpRequest.AddOperation(meta, call.Operation);
            return await session.SendAsync("tools/call", call.Operation, new JsonObject { ["name"] = call.Tool, ["arguments"] = call.Arguments, ["_meta"] = meta }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            progress.Writer.Complete();
        }
    }

    /// <returns>The result; or why the call was not taken.</returns>
    private async ValueTask<(JsonElement? Result, AgentFailure? Refusal)> EndAsync(McpSession session, Task<JsonElement> work, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement result = await work.ConfigureAwait(false);
            await session.EndAsync(cancellationToken).ConfigureAwait(false);
            return (result, null);
        }
        catch (McpProtocolException said) when (session.Failure is null or ConnectionCut)
        {
            throw McpErrors.Failure((int)said.ErrorCode, said.Message);
        }
        catch (Exception failure) when (McpSession.IsOfConnection(failure, cancellationToken))
        {
            AgentFailure lost = session.Failure ?? new ConnectionCut(new AgentError(AgentErrorKind.Ambiguous, failure is OperationCanceledException ? $"the server was silent for {server.Endpoint.SilenceTimeout}" : $"the connection broke during the call: {failure.Message}"), failure);
            if (lost is ConnectionCut cut) throw await McpLoss.OfAsync(cut, server, call, cancellationToken).ConfigureAwait(false);
            return lost.Error.IsTransient ? (null, lost) : throw lost;
        }
    }
}
