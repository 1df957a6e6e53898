namespace Perdure.Planning;

/// <summary>What the planner makes of a description.</summary>
/// <param name="Plan">The plan; null where a finding is an error.</param>
/// <param name="Findings">What is wrong, in the order of the places.</param>
public sealed record PlanResult(PlanModel? Plan, EquatableArray<Finding> Findings);
