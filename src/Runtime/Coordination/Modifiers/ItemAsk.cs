using Perdure.Payloads;

namespace Perdure.Coordination.Modifiers;

/// <summary>A predicate that is to be asked about items. What it builds on is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Predicate">Its position in <see cref="WorkflowPlan.ItemPredicates"/>.</param>
/// <param name="Step">The step whose items they are.</param>
/// <param name="Inputs">What else it takes, by the producer's index.</param>
/// <param name="Collections">All items, of each collection that the step maps over.</param>
/// <param name="Items">Those that it is asked about, from 1.</param>
internal sealed record ItemAsk(
    Guid ExecutionId, WorkflowPlan Plan, int Predicate, int Step, IReadOnlyDictionary<int, StoredPayload?> Inputs, IReadOnlyList<IReadOnlyList<StoredPayload>> Collections, IReadOnlyList<int> Items);

/// <summary>What a predicate said of items.</summary>
/// <param name="Step">The step whose items they are.</param>
/// <param name="Verdicts">Those of which it said something.</param>
/// <param name="Failures">Those at which it failed, and why.</param>
internal sealed record ItemAnswer(int Step, IReadOnlyList<(int Item, bool Verdict)> Verdicts, IReadOnlyList<(int Item, StepError Error)> Failures);

/// <summary>What became of an ask.</summary>
/// <param name="Predicate">The predicate's position in <see cref="WorkflowPlan.ItemPredicates"/>.</param>
/// <param name="Answer">What it said; null: it was cut off.</param>
/// <param name="Failure">Why it failed at the first item at which it did; null: at none.</param>
internal sealed record ItemOutcome(int Predicate, ItemAnswer? Answer, Exception? Failure);
