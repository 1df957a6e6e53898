namespace Perdure;

/// <summary>An agent at work somewhere else, as an adapter speaks to it. Steps and workflows see <see cref="IAgent{TIn,TOut}"/>.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What it returns.</typeparam>
public interface IRemoteAgent<TIn, TOut> : IRemoteWork
{
    /// <summary>What it is able to do.</summary>
    AgentAbilities Abilities { get; }

    /// <summary>Asks for one turn, or reads on one that was asked for. Throws nothing but <see cref="OperationCanceledException"/>: what goes wrong is a <see cref="AgentEvent{TOut}.Failed"/>.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="cancellationToken">Lets go of the work, and never stops it: another worker may go on with it.</param>
    /// <returns>What it tells; the next event is asked for when the one before is dealt with.</returns>
    IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, CancellationToken cancellationToken);
}

/// <summary>What can be done about remote work without knowing what it takes and returns.</summary>
public interface IRemoteWork
{
    /// <summary>Stops work that was given up: its step is cancelled, or out of time. Asked at least once; work that has ended by itself is no error.</summary>
    /// <param name="handle">Where it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the remote side stops it; false: it cannot.</returns>
    /// <exception cref="RemoteAgentException">The remote side could not be asked.</exception>
    ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken);

    /// <summary>Compares an answer with what the agent asks for.</summary>
    /// <param name="interrupt">The question.</param>
    /// <param name="value">The answer, as JSON.</param>
    /// <returns>What is wrong with it: its path, what is expected there and what was found; null: nothing.</returns>
    string? Check(AgentInterrupt interrupt, string value);
}

/// <summary>Connects agents of one kind. Registered by the package of their runtime; generated constructors take it.</summary>
/// <typeparam name="TAttribute">The attribute of the kind.</typeparam>
public interface IAgentConnector<in TAttribute>
    where TAttribute : RemoteAgentAttribute
{
    /// <summary>Makes the agent that speaks to a remote one. Asks nobody: what is not there shows when it is called.</summary>
    /// <typeparam name="TIn">What it takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="attribute">Which agent is meant, as it stands on its class.</param>
    /// <param name="types">The agent's name and types.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="InvalidOperationException">The configuration does not say where the runtime is, or contradicts itself.</exception>
    IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(TAttribute attribute, RemoteAgentTypes types);
}

/// <summary>The name and types of a remote agent, as the compiler knows them.</summary>
/// <param name="Name">The durable name.</param>
/// <param name="Input">How its input is written.</param>
/// <param name="Output">How its answer is read.</param>
public sealed record RemoteAgentTypes(string Name, PayloadType Input, PayloadType Output);
