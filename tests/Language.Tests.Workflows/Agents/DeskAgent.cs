using System.Runtime.CompilerServices;

namespace Perdure.Language.Tests.Workflows.Agents;

/// <summary>Speaks to a desk.</summary>
internal sealed class DeskAgent<TIn, TOut>(Desks desks, DeskAgentAttribute attribute, RemoteAgentTypes types) : IRemoteAgent<TIn, TOut>
{
    /// <inheritdoc/>
    public AgentAbilities Abilities => AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart | AgentAbilities.ResumeFailed;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool readsOn = request.Handle is { Run: { } known } && request.Handle.Turn == request.Id.Turn && await desks.HasAsync(known, cancellationToken);
        if (!readsOn) await desks.SendAsync(types.Name, request.Id, request.Answers, cancellationToken);
        AgentHandle handle = readsOn
            ? request.Handle!
            : new AgentHandle("desk", request.Id.ConversationId(ConversationScope.Step).ToString(), request.Id.Turn) { Run = request.Id.OperationId().ToString() };
        yield return new AgentEvent<TOut>.Started(handle);
        foreach (string word in (string[])["I", "am", attribute.Role]) yield return new AgentEvent<TOut>.Delta(word, "desk");
        yield return new AgentEvent<TOut>.Progress("desk", "read", null);
        if (attribute.Asks is { } question && request.Answers.Count == 0) yield return new AgentEvent<TOut>.Interrupted([new AgentInterrupt(handle.Run!, "confirmation") { Message = question }], handle);
        else yield return new AgentEvent<TOut>.Completed(Desks.Answer<TIn, TOut>(request.Input, attribute.Role, request.Answers), new AgentUsage("pen", 1, 2));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => await desks.StopAsync(handle.Run!, cancellationToken);

    /// <inheritdoc/>
    public string? Check(AgentInterrupt interrupt, string value) => null;
}

/// <summary>Writes letters, of which every first one comes to nobody knows what.</summary>
internal sealed class LetterAgent<TIn, TOut>(Desks desks, RemoteAgentTypes types) : IRemoteAgent<TIn, TOut>
{
    /// <inheritdoc/>
    public AgentAbilities Abilities => AgentAbilities.None;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await desks.SendAsync(types.Name, request.Id, request.Answers, cancellationToken);
        yield return request.Id.Try == 1
            ? new AgentEvent<TOut>.Failed(new AgentError(AgentErrorKind.Ambiguous, "no answer came"))
            : new AgentEvent<TOut>.Completed(Desks.Answer<TIn, TOut>(request.Input, types.Name, request.Answers));
    }

    /// <inheritdoc/>
    public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public string? Check(AgentInterrupt interrupt, string value) => null;
}

/// <summary>Says which number it rings before it does, and never rings one again.</summary>
internal sealed class CallAgent<TIn, TOut>(Desks desks, RemoteAgentTypes types) : IRemoteAgent<TIn, TOut>
{
    /// <inheritdoc/>
    public AgentAbilities Abilities => AgentAbilities.Reattach | AgentAbilities.TellsBeforeSending;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string number = request.Handle?.Run ?? request.Id.OperationId().ToString();
        yield return new AgentEvent<TOut>.Started(new AgentHandle("call", number, request.Id.Turn) { Run = number });
        if (!await desks.HasAsync(number, cancellationToken)) await desks.SendAsync(types.Name, request.Id, request.Answers, cancellationToken);
        yield return new AgentEvent<TOut>.Completed(Desks.Answer<TIn, TOut>(request.Input, types.Name, request.Answers));
    }

    /// <inheritdoc/>
    public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public string? Check(AgentInterrupt interrupt, string value) => null;
}
