using Perdure.Payloads;

namespace Perdure.Steps;

/// <summary>A predicate that is to be asked, or a case that is to be selected. What it builds on is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Decision">The position of the predicate, or behind the predicates that of the switch.</param>
/// <param name="Inputs">The results that it takes, by the producer's index.</param>
internal sealed record DecisionStart(Guid ExecutionId, WorkflowPlan Plan, int Decision, IReadOnlyDictionary<int, StoredPayload?> Inputs);

/// <summary>What became of it.</summary>
/// <param name="Decision">The position of the predicate, or behind the predicates that of the switch.</param>
/// <param name="Answer">1 or 0 of a predicate, the selected case of a switch; null: it was cut off, or failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
internal sealed record DecisionOutcome(int Decision, int? Answer, Exception? Failure);
