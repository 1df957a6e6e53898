using System.Globalization;
using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>One attempt of a step that is to be run. What it builds on is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Attempt">The number of this start.</param>
/// <param name="Inputs">The results that it takes, by the producer's index.</param>
internal sealed record StepStart(Guid ExecutionId, WorkflowPlan Plan, StepUnit Unit, int Attempt, IReadOnlyDictionary<int, StoredPayload?> Inputs)
{
    public StepPlan Step => Plan.Steps[Unit.Step];

    /// <summary>The same text in every attempt, and of nothing else.</summary>
    public string IdempotencyKey => string.Create(CultureInfo.InvariantCulture, $"{ExecutionId}/{Step.Id}/{Unit.Item}/{Unit.Round}");

    /// <summary>Whether the checkpoint before it tells of this start; if not, a later one does.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The child run whose result it takes, and does nothing else; null: it begins from the start.</summary>
    public ChildResult? Ended { get; init; }

    /// <summary>The trace that the run was started in.</summary>
    public string? Trace { get; init; }
}
