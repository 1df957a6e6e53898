using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents.A2A;

/// <summary>
/// An agent that speaks A2A. The conversation is a try's and the message's id a turn's, both derived from the call, so that a task of 1.0 is found by its context. What was sent and has no task that could be found is ambiguous:
/// the same message sent twice is two tasks.
/// </summary>
internal sealed class A2AAgent<TIn, TOut>(A2AConnection connection, RemoteAgentTypes types, ILogger logger) : RemoteAgentBase<TIn, TOut>("a2a", types, logger)
{
    /// <inheritdoc/>
    public override AgentAbilities Abilities => AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.TellsBeforeSending;

    /// <inheritdoc/>
    protected override string Redact(string text) => connection.Redact(text);

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tasks = new A2ATasks(await connection.OpenAsync(request.TraceParent, cancellationToken).ConfigureAwait(false), connection.Http.Time, request.TraceParent);
        string context = request.Id.ConversationId(ConversationScope.Try).ToString();
        var handle = new AgentHandle(Runtime, context, request.Id.Turn) { Run = request.Handle?.Run };
        var turn = new A2ATurn<TOut>(handle, request.Id, [.. request.Answers.Select(static answer => answer.Interrupt.Id)], tasks.Version, Output);

        IAsyncEnumerable<JsonElement> source;
        bool sends = false;
        if (await FindAsync(request, turn, tasks, context, cancellationToken).ConfigureAwait(false) is { } sent)
        {
            turn.Find(sent);
            yield return new AgentEvent<TOut>.Started(turn.Handle);
            source = tasks.ReadOnAsync(sent, cancellationToken);
        }
        else
        {
            // From here on it may have been sent.
            yield return new AgentEvent<TOut>.Started(handle);
            source = tasks.SendAsync(tasks.Version.Message(turn.MessageId, context, handle.Run, Values(request)), cancellationToken);
            sends = true;
        }

        int idle = 0;
        while (true)
        {
            // What is read on begins with the task as it is, which is no news.
            int known = sends ? 0 : 1;
            var reader = new A2AReader<TOut>(source, turn, sends);
            sends = false;
            await foreach (AgentEvent<TOut> told in reader.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return told;
            if (turn.HasEnded) yield break;

            // A stream that ends early does not end the task, and one that ends at once is not opened again at once.
            idle = reader.Count > known ? 0 : idle + 1;
            if (idle > 0) await tasks.PauseAsync(idle, cancellationToken).ConfigureAwait(false);
            source = await ResumeAsync(reader, turn, tasks, context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken)
    {
        var tasks = new A2ATasks(await connection.OpenAsync(traceParent: null, cancellationToken).ConfigureAwait(false), connection.Http.Time, traceParent: null);
        JsonElement? task = await tasks.LookAsync(handle.Run, handle.Conversation, messageId: null, cancellationToken).ConfigureAwait(false);
        return task is { } found && found.Text("id") is { } id && await tasks.CancelAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<JsonNode?> Values(AgentRequest<TIn> request) => request.Answers.Count > 0
        ? request.Answers.Select(static answer => JsonNode.Parse(answer.Value))
        : [Input.Write(request.Input)];

    /// <summary>The task that this turn's message was sent to; null: it is to be sent.</summary>
    /// <exception cref="AgentFailure">It was perhaps sent, and cannot be found; or the question that it answers is not open.</exception>
    private static async ValueTask<JsonElement?> FindAsync(AgentRequest<TIn> request, A2ATurn<TOut> turn, A2ATasks tasks, string context, CancellationToken cancellationToken)
    {
        bool mayBeSent = SendMark.MayBeSent(request);
        if (request.Answers.Count == 0)
        {
            JsonElement? found = await tasks.LookAsync(turn.Task, context, turn.MessageId, cancellationToken).ConfigureAwait(false);
            return found is null && mayBeSent ? throw Lost(tasks) : found;
        }

        if (turn.Task is not { } known) throw new AgentFailure(AgentErrorKind.InterruptNotPending, "it is not known which of its tasks the answer is for");
        JsonElement task = await tasks.GetAsync(known, cancellationToken).ConfigureAwait(false);
        if (turn.WasSent(task)) return task;
        if (!A2AVersion.IsAsking(A2AVersion.State(task))) throw new AgentFailure(AgentErrorKind.InterruptNotPending, $"its task does not wait for an answer: it is '{A2AVersion.State(task)}'");

        // One that asks something else by now has its answer.
        if (!turn.IsAnswered(task)) return task;
        return mayBeSent
            ? throw new AgentFailure(AgentErrorKind.Ambiguous, "an answer was sent or was about to be, and its task still waits with the same question: whether the answer is on its way cannot be known")
            : null;
    }

    private static async ValueTask<IAsyncEnumerable<JsonElement>> ResumeAsync(A2AReader<TOut> reader, A2ATurn<TOut> turn, A2ATasks tasks, string context, CancellationToken cancellationToken)
    {
        JsonElement? task = await tasks.LookAsync(turn.Task, context, turn.MessageId, cancellationToken).ConfigureAwait(false);
        if (task is not { } found) throw reader.Failure ?? Lost(tasks);
        // One that breaks off before it says anything is no way to wait.
        if (!reader.HasRead && A2AVersion.IsAtWork(A2AVersion.State(found))) throw new AgentFailure(AgentErrorKind.Unavailable, $"its task is at work, and its stream breaks off before it tells anything{(reader.Failure is { } why ? $": {why.Message}" : "")}");
        return tasks.ReadOnAsync(found, cancellationToken);
    }

    private static AgentFailure Lost(A2ATasks tasks) => new(AgentErrorKind.Ambiguous, tasks.Version.Lists
        ? "a message was sent or was about to be, and the agent has no task of it: whether it answered it cannot be known"
        : "a message was sent or was about to be, and an agent of A2A 0.3 cannot be asked what became of it");
}
