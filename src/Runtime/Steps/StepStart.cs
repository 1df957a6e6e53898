using Perdure.Payloads;

namespace Perdure.Steps;

/// <summary>One attempt of a step that is to be run. What it builds on is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Index">The step's index in the plan.</param>
/// <param name="Attempt">The number of this start.</param>
/// <param name="Inputs">The results that it takes, by the producer's index.</param>
internal sealed record StepStart(Guid ExecutionId, WorkflowPlan Plan, int Index, int Attempt, IReadOnlyDictionary<int, StoredPayload?> Inputs)
{
    public StepPlan Step => Plan.Steps[Index];

    /// <summary>Whether the checkpoint before it tells of this start; if not, a later one does.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The trace that the run was started in.</summary>
    public string? Trace { get; init; }
}
