using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Perdure;

/// <summary>What a step knows of its place in a run. Taken as a parameter of a step.</summary>
/// <param name="executionId">The id of the run.</param>
/// <param name="workflow">The workflow's name.</param>
/// <param name="stepId">The step's durable id.</param>
/// <param name="attempt">The number of this start of the step, from 1.</param>
/// <param name="idempotencyKey">The same text in every attempt.</param>
public class StepContext(Guid executionId, string workflow, string stepId, int attempt, string idempotencyKey)
{
    private object? lastDetails;

    /// <summary>The id of the run.</summary>
    public Guid ExecutionId { get; } = executionId;

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; } = workflow;

    /// <summary>The step's durable id.</summary>
    public string StepId { get; } = stepId;

    /// <summary>The number of this start of the step, from 1. Attempts lost with their worker count as well.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>The item of a mapped step, from 1; 0: the step is not mapped.</summary>
    public int Item { get; init; }

    /// <summary>The round of a repeated step, from 1; 0: the step is not repeated.</summary>
    public int Round { get; init; }

    /// <summary>A text that is the same in every attempt of this step and differs from every other step's, item's and round's. Hand it to systems that can drop a repeated request.</summary>
    public string IdempotencyKey { get; } = idempotencyKey;

    /// <summary>
    /// Calls an agent that the step took as a parameter. The call is recorded as AGENT_INVOKED and AGENT_RESPONSE with the step's attempt; a retry of the step repeats it.
    /// </summary>
    /// <typeparam name="TIn">What the agent takes.</typeparam>
    /// <typeparam name="TOut">What the agent returns.</typeparam>
    /// <param name="agent">The agent, as handed to the step.</param>
    /// <param name="input">The agent's input.</param>
    /// <param name="cancellationToken">The step's token.</param>
    /// <returns>The agent's answer.</returns>
    public virtual ValueTask<TOut> InvokeAsync<TIn, TOut>(IAgent<TIn, TOut> agent, TIn input, CancellationToken cancellationToken = default)
    {
        if (agent is null) throw new ArgumentNullException(nameof(agent));
        var context = new EmittingContext(this, agent.GetType().Name);
        return agent.InvokeAsync(input, context, cancellationToken);
    }

    /// <summary>Says that the attempt is alive: what <see cref="HeartbeatAttribute"/> waits for. Costs nothing worth mentioning and never waits.</summary>
    public virtual void Heartbeat()
    {
    }

    /// <summary>
    /// Says that the attempt is alive, and how far it has come. Never waits: details are recorded about once a second, the newest of them, and always before a failure of the attempt is. The next
    /// attempt reads them by <see cref="LastHeartbeatAsync{TDetails}(JsonTypeInfo{TDetails}, CancellationToken)"/> and goes on from there; after a crash those of the last second may be missing.
    /// </summary>
    /// <typeparam name="TDetails">What tells how far it has come.</typeparam>
    /// <param name="details">How far it has come. Written as JSON before this returns, so that it may change afterwards.</param>
    /// <param name="typeInfo">How JSON is made of it, as <c>MyJsonContext.Default.Details</c>; null: by reflection, where that is switched on.</param>
    public virtual void Heartbeat<TDetails>(TDetails details, JsonTypeInfo<TDetails>? typeInfo = null) => lastDetails = details;

    /// <summary>Reads the newest details that an attempt of this step, item or round told of: this attempt, or one that failed or was lost with its worker.</summary>
    /// <typeparam name="TDetails">The type of the details.</typeparam>
    /// <param name="typeInfo">How they are read from JSON; null: by reflection, where that is switched on.</param>
    /// <param name="cancellationToken">The step's token.</param>
    /// <returns>The details; the default of the type where no attempt told of any.</returns>
    public virtual ValueTask<TDetails?> LastHeartbeatAsync<TDetails>(JsonTypeInfo<TDetails>? typeInfo = null, CancellationToken cancellationToken = default) =>
        new(lastDetails is TDetails details ? details : default);

    /// <inheritdoc cref="LastHeartbeatAsync{TDetails}(JsonTypeInfo{TDetails}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<TDetails?> LastHeartbeatAsync<TDetails>(CancellationToken cancellationToken) => LastHeartbeatAsync<TDetails>(typeInfo: null, cancellationToken);

    /// <summary>
    /// Emits something while the step runs, such as progress or a token of an answer, into the stream of the run, which <c>WorkflowHandle.StreamAsync</c> reads as it grows. Items are recorded in the order in which
    /// they are emitted, many in one transaction, within some ten milliseconds; all of them are there before the step's result is. Waits only while too much is not recorded yet. What an attempt emitted that fails
    /// or is lost with its worker stays, and the next attempt's items follow, with its number.
    /// </summary>
    /// <typeparam name="T">What is emitted.</typeparam>
    /// <param name="value">What is emitted. Written as JSON before this returns, so that it may change afterwards.</param>
    /// <param name="typeInfo">How JSON is made of it, as <c>MyJsonContext.Default.Token</c>; null: by reflection, where that is switched on.</param>
    /// <param name="cancellationToken">Ends the wait for room; the step's token unless it is given.</param>
    /// <returns>Ends when the item is taken in.</returns>
    public virtual ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) => default;

    /// <inheritdoc cref="EmitAsync{T}(T, JsonTypeInfo{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask EmitAsync<T>(T value, CancellationToken cancellationToken) => EmitAsync(value, typeInfo: null, cancellationToken);

    /// <summary>What an agent emits is its step's.</summary>
    private sealed class EmittingContext(StepContext step, string agent) : AgentContext(step.ExecutionId, step.Workflow, step.StepId, step.Attempt, step.IdempotencyKey, agent)
    {
        public override ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) => step.EmitAsync(value, typeInfo, cancellationToken);
    }
}
