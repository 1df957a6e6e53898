using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents;

/// <summary>
/// What the adapters of all runtimes share. An adapter yields events and throws where something goes wrong; here that becomes the event it is: <see cref="AgentEvent{TOut}.Started"/> first, one last event and nothing behind it,
/// and no exception but that of the caller's own token.
/// </summary>
/// <param name="runtime">The runtime's short name, which its handles bear.</param>
internal abstract partial class RemoteAgentBase<TIn, TOut>(string runtime, RemoteAgentTypes types, ILogger logger) : IRemoteAgent<TIn, TOut>
{
    /// <inheritdoc/>
    public abstract AgentAbilities Abilities { get; }

    protected string Runtime { get; } = runtime;

    protected string Name { get; } = types.Name;

    protected AgentPayload<TIn> Input { get; } = new(types.Input, $"the input of agent '{types.Name}'");

    protected AgentPayload<TOut> Output { get; } = new(types.Output, $"the answer of agent '{types.Name}'");

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using IAsyncEnumerator<AgentEvent<TOut>> told = AskAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool started = false;
        while (true)
        {
            AgentEvent<TOut> next = await NextAsync(request, told, started, cancellationToken).ConfigureAwait(false);
            started |= next is AgentEvent<TOut>.Started;
            yield return next;
            if (IsLast(next)) yield break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle.Runtime != Runtime) return false;
        try
        {
            return await StopWorkAsync(handle, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentFailure failure)
        {
            // Without its cause: whoever logs that would log what we have just blacked out.
            throw new RemoteAgentException(Name, Clean(failure.Error));
        }
    }

    /// <inheritdoc/>
    public virtual string? Check(AgentInterrupt interrupt, string value)
    {
        ArgumentNullException.ThrowIfNull(interrupt);
        ArgumentNullException.ThrowIfNull(value);
        return AnswerSchema.Check(interrupt.ResponseSchema, value);
    }

    /// <summary>Asks for the turn or reads it on. The handle, if there is one, is of this runtime.</summary>
    protected abstract IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, CancellationToken cancellationToken);

    /// <summary>Stops work of this runtime.</summary>
    protected abstract ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken);

    /// <summary>A text of the runtime without our secrets.</summary>
    protected virtual string Redact(string text) => text;

    private static bool IsLast(AgentEvent<TOut> told) => told is AgentEvent<TOut>.Completed or AgentEvent<TOut>.Interrupted or AgentEvent<TOut>.Failed;

    private static AgentEvent<TOut>.Failed Fail(AgentErrorKind kind, string message) => new(new AgentError(kind, message));

    private async ValueTask<AgentEvent<TOut>> NextAsync(AgentRequest<TIn> request, IAsyncEnumerator<AgentEvent<TOut>> told, bool started, CancellationToken cancellationToken)
    {
        if (request.Handle is { } handle && handle.Runtime != Runtime)
            return Fail(AgentErrorKind.Ambiguous, $"the work of this try was given to '{handle.Runtime}' before, and the agent is now one of '{Runtime}': what became of it there cannot be known");
        try
        {
            if (!await told.MoveNextAsync().ConfigureAwait(false)) return Fail(AgentErrorKind.Ambiguous, "its events ended without a result");
        }
        catch (AgentFailure failure)
        {
            return new AgentEvent<TOut>.Failed(Clean(failure.Error));
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException) || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A mistake of an adapter. It may have sent the turn: nothing better can be said of it.
            LogMistake(logger, Name, Runtime, Redact(failure.ToString()));
            return Fail(AgentErrorKind.Ambiguous, $"its adapter failed: {failure.GetType().Name}: {Redact(failure.Message)}");
        }

        return told.Current switch
        {
            AgentEvent<TOut>.Failed failed => new AgentEvent<TOut>.Failed(Clean(failed.Error)),
            AgentEvent<TOut>.Interrupted { Interrupts.Count: 0 } => Fail(AgentErrorKind.Ambiguous, "it asks back without a question"),
            AgentEvent<TOut>.Started known => known,
            { } other when !started => Fail(AgentErrorKind.Ambiguous, $"its adapter tells of '{other.GetType().Name}' before the work was started"),
            { } other => other,
        };
    }

    private AgentError Clean(AgentError error) => error with { Message = Redact(error.Message), Code = error.Code is { } code ? Redact(code) : null };

    [LoggerMessage(1201, LogLevel.Error, "The adapter of agent '{Agent}' ({Runtime}) failed in a way that it does not expect: {Failure}")]
    private static partial void LogMistake(ILogger logger, string agent, string runtime, string failure);
}
