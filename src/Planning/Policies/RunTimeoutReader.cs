namespace Perdure.Planning;

/// <summary>Reads how long a run may take, and says which steps think that they have more time.</summary>
internal static class RunTimeoutReader
{
    /// <summary>The longest time of a run; null: no limit, or it cannot be read.</summary>
    public static TimeSpan? Read(WorkflowDescription workflow, StepPolicy[] policies, FindingList findings)
    {
        if (workflow.RunTimeout is not { } written) return null;
        var place = new Place(Part: PlacePart.RunTimeout);
        TimeSpan? limit = new PolicyValues(PolicyOwner.Workflow(workflow.Class), findings).ReadDuration(written, "run time-out", isZeroAllowed: false, place);
        for (var step = 0; limit is not null && step < policies.Length; step++)
        {
            if (LongerThan(limit.Value, workflow.Steps[step], policies[step]) is not { } longer) continue;
            findings.Add(Rules.LongerThanRun, new Place(step, Part: longer.Part), workflow.Called(step), longer.What, longer.Written, workflow.Class, written);
        }

        return limit;
    }

    /// <summary>What a step itself says; the defaults of agents and workflows are not meant for one step.</summary>
    private static (string What, string Written, PlacePart Part)? LongerThan(TimeSpan limit, StepDescription step, StepPolicy policy) =>
        policy.Delay >= limit ? ("a delay", step.Delay!, PlacePart.Delay)
        : step.Timeout is not { } own ? null
        : policy.Timeout?.Total > limit ? ("a total time-out", own.Total!, PlacePart.Timeout)
        : policy.Timeout?.PerAttempt > limit ? ("a time-out", own.PerAttempt!, PlacePart.Timeout)
        : null;
}
