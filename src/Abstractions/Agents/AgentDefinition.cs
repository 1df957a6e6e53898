using System.ComponentModel;

namespace Perdure;

/// <summary>An agent as the registry knows it: its name, its types and how it is made. Written by the generator.</summary>
public abstract class AgentDefinition
{
    private protected AgentDefinition(string name, Type agentType, PayloadType input, PayloadType output)
    {
        Name = name;
        AgentType = agentType;
        Input = input;
        Output = output;
    }

    /// <summary>The durable name.</summary>
    public string Name { get; }

    /// <summary>The agent's class.</summary>
    public Type AgentType { get; }

    /// <summary>What it takes.</summary>
    public PayloadType Input { get; }

    /// <summary>What it returns.</summary>
    public PayloadType Output { get; }

    /// <summary>The retry of steps that call it and say none, as its class has it; null: none.</summary>
    public RetryAttribute? Retry { get; init; }

    /// <summary>The time-out of steps that call it and say none, as its class has it; null: none.</summary>
    public TimeoutAttribute? Timeout { get; init; }

    /// <summary>Whether it may take null.</summary>
    public bool IsInputNullable { get; init; }

    /// <summary>Whether it may answer null.</summary>
    public bool IsOutputNullable { get; init; }

    /// <summary>What its runtime is able to do; null: it is a local agent.</summary>
    public AgentAbilities? Abilities { get; init; }

    /// <summary>Makes an agent from services.</summary>
    /// <param name="services">The services of one step attempt.</param>
    /// <returns>An instance of <see cref="AgentType"/>.</returns>
    /// <exception cref="InvalidOperationException">A service that the agent's constructor takes is not registered.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract object Create(IServiceProvider services);

    /// <summary>Calls an agent with an input that is known by its run-time type only.</summary>
    /// <param name="agent">An instance that <see cref="Create"/> made.</param>
    /// <param name="input">A value of <see cref="Input"/>.</param>
    /// <param name="context">On whose behalf it is called.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A value of <see cref="Output"/>.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract ValueTask<object?> InvokeAsync(object agent, object? input, AgentContext context, CancellationToken cancellationToken);

    /// <summary>Calls the agent of a declared step with an input that is known by its run-time type only, as the runner of a compiled workflow does.</summary>
    /// <param name="call">The call of the step.</param>
    /// <param name="input">A value of <see cref="Input"/>.</param>
    /// <returns>A value of <see cref="Output"/>.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract ValueTask<object?> InvokeAsync(StepCall call, object? input);
}

/// <summary>An agent as the registry knows it, typed.</summary>
/// <typeparam name="TAgent">The agent's class.</typeparam>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What it returns.</typeparam>
/// <param name="name">The durable name.</param>
/// <param name="input">How an input is read and written.</param>
/// <param name="output">How an answer is read and written.</param>
/// <param name="create">Calls the constructor.</param>
public sealed class AgentDefinition<TAgent, TIn, TOut>(string name, PayloadType input, PayloadType output, Func<IServiceProvider, TAgent> create)
    : AgentDefinition(name, typeof(TAgent), input, output)
    where TAgent : class, IAgent<TIn, TOut>
{
    /// <inheritdoc/>
    public override object Create(IServiceProvider services)
    {
        if (services is null) throw new ArgumentNullException(nameof(services));
        return create(services);
    }

    /// <inheritdoc/>
    public override async ValueTask<object?> InvokeAsync(object agent, object? input, AgentContext context, CancellationToken cancellationToken) =>
        await ((TAgent)agent).InvokeAsync((TIn)input!, context, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask<object?> InvokeAsync(StepCall call, object? input)
    {
        if (call is null) throw new ArgumentNullException(nameof(call));
        return await call.InvokeAgentAsync<TAgent, TIn, TOut>((TIn)input!).ConfigureAwait(false);
    }
}
