namespace Perdure.Steps;

/// <summary>One attempt of a step that is to be run. Its start is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Index">The step's index in the plan.</param>
/// <param name="Attempt">The number of this start.</param>
/// <param name="Inputs">The results that it takes, as JSON, by the producer's index.</param>
internal sealed record StepStart(Guid ExecutionId, WorkflowPlan Plan, int Index, int Attempt, IReadOnlyDictionary<int, string?> Inputs)
{
    public StepPlan Step => Plan.Steps[Index];
}
