namespace Perdure.Planning;

/// <summary>Warns of code steps that do harm when done twice, are retried, and have no idempotency key to hand on. An agent gets the key through its context.</summary>
internal static class Idempotency
{
    public static void Check(WorkflowDescription workflow, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            bool isRetried = PolicyReader.RetryOf(workflow, description) is { MaxAttempts: > 1 };
            bool hasKey = description.Agent is not null || description.Child is not null || description.Parameters.Any(p => p.Role == ParameterRole.StepContext);
            if (description.IsNotIdempotent && isRetried && !hasKey) findings.Add(Rules.RetriedNotIdempotent, new Place(step), description.Method);
        }
    }
}
