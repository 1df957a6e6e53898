using Perdure.Payloads;

namespace Perdure.Steps;

/// <summary>A question for how long a step waits. What it builds on is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Step">The step's index.</param>
/// <param name="Inputs">The results that it takes, by the producer's index.</param>
internal sealed record DelayStart(Guid ExecutionId, WorkflowPlan Plan, int Step, IReadOnlyDictionary<int, StoredPayload?> Inputs);

/// <summary>What became of it.</summary>
/// <param name="Step">The step's index.</param>
/// <param name="Delay">How long it waits from now on; null: the question was cut off, or failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
internal sealed record DelayOutcome(int Step, TimeSpan? Delay, Exception? Failure);
