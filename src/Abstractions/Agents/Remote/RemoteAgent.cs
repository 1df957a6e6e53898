namespace Perdure;

/// <summary>A remote agent, whatever it takes and returns. Derive from <see cref="RemoteAgent{TIn,TOut}"/>.</summary>
public abstract class RemoteAgent
{
    private protected RemoteAgent(string name, IRemoteWork work) => (Name, Work) = (name, work);

    /// <summary>The durable name.</summary>
    public string Name { get; }

    /// <summary>What can be done about its work without knowing what it takes and returns.</summary>
    public IRemoteWork Work { get; }
}

/// <summary>What the generated half of a remote agent derives from.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What it returns.</typeparam>
/// <param name="name">The durable name.</param>
/// <param name="remote">Who speaks to it.</param>
public abstract class RemoteAgent<TIn, TOut>(string name, IRemoteAgent<TIn, TOut> remote) : RemoteAgent(name, remote), IAgent<TIn, TOut>
{
    /// <summary>Who speaks to it. A declared step of a run asks here, so that its work is found again after a crash, and may ask back.</summary>
    public IRemoteAgent<TIn, TOut> Remote { get; } = remote;

    /// <summary>Asks the agent and waits for its answer, within this process: each call is work of its own, a crash loses it, and an agent that asks back fails.</summary>
    /// <param name="input">The input.</param>
    /// <param name="context">On whose behalf it is called.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="RemoteAgentException">It has not answered, or asks back.</exception>
    public async ValueTask<TOut> InvokeAsync(TIn input, AgentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Never the ids of another call: a runtime that finds work by its ids would answer the second question of one context with what it said to the first. Nobody reads this work on, so its ids need not follow from anything.
        var id = new AgentCallId(context.ExecutionId, $"{context.IdempotencyKey}/{Guid.CreateVersion7():N}", Item: 0, Round: 0, context.Attempt, Turn: 0) { Call = 1 };
        await foreach (AgentEvent<TOut> told in Remote.RunAsync(new AgentRequest<TIn>(id, input), cancellationToken).ConfigureAwait(false))
        {
            switch (told)
            {
                case AgentEvent<TOut>.Completed completed:
                    return completed.Output;
                case AgentEvent<TOut>.Failed failed:
                    throw new RemoteAgentException(Name, failed.Error);
                case AgentEvent<TOut>.Interrupted interrupted:
                    throw new RemoteAgentException(Name, new AgentError(AgentErrorKind.Rejected, $"it asks back ({interrupted.Interrupts[0].Message ?? interrupted.Interrupts[0].Kind}), which only the step of an agent can wait for: declare a step [Step<{GetType().Name}>] with [OnInterrupt<TAnswer>]"));
            }
        }

        throw new RemoteAgentException(Name, new AgentError(AgentErrorKind.Ambiguous, "its events ended without a result"));
    }
}
