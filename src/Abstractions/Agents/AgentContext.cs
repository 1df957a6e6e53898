using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Perdure;

/// <summary>On whose behalf an agent is called.</summary>
/// <param name="executionId">The id of the run.</param>
/// <param name="workflow">The workflow's name.</param>
/// <param name="stepId">The step's durable id.</param>
/// <param name="attempt">The number of this start of the step, from 1.</param>
/// <param name="idempotencyKey">The same text in every attempt.</param>
/// <param name="agent">The agent's name.</param>
public class AgentContext(Guid executionId, string workflow, string stepId, int attempt, string idempotencyKey, string agent)
{
    /// <summary>The id of the run.</summary>
    public Guid ExecutionId { get; } = executionId;

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; } = workflow;

    /// <summary>The step's durable id.</summary>
    public string StepId { get; } = stepId;

    /// <summary>The number of this start of the step, from 1.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>A text that is the same in every attempt of the step. Hand it to systems that can drop a repeated request.</summary>
    public string IdempotencyKey { get; } = idempotencyKey;

    /// <summary>The agent's name in the registry.</summary>
    public string Agent { get; } = agent;

    /// <summary>Emits something while the agent is at work, such as a token of its answer, into the stream of the run, as the step that calls it: see <see cref="StepContext.EmitAsync{T}(T, JsonTypeInfo{T}, CancellationToken)"/>. Outside of a run nobody reads it.</summary>
    /// <typeparam name="T">What is emitted.</typeparam>
    /// <param name="value">What is emitted. Written as JSON before this returns, so that it may change afterwards.</param>
    /// <param name="typeInfo">How JSON is made of it, as <c>MyJsonContext.Default.Token</c>; null: by reflection, where that is switched on.</param>
    /// <param name="cancellationToken">Ends the wait for room; the step's token unless it is given.</param>
    /// <returns>Ends when the item is taken in.</returns>
    public virtual ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) => default;

    /// <inheritdoc cref="EmitAsync{T}(T, JsonTypeInfo{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask EmitAsync<T>(T value, CancellationToken cancellationToken) => EmitAsync(value, typeInfo: null, cancellationToken);
}
