namespace Perdure.Planning;

/// <summary>Points at results that nothing takes. An order by [After] counts as use, because then the step is there for what it does; so does a predicate that takes the result, or a case of it, and an undo.</summary>
internal static class UnusedResults
{
    public static void Report(WorkflowDescription workflow, StepEdges edges, IReadOnlyList<int> results, FindingList findings)
    {
        HashSet<int> used = [.. Enumerable.Range(0, edges.Steps).SelectMany(edges.WaitsFor)];
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (description.Returns is not { } returns || results.Contains(step) || used.Contains(step) || description.Compensate is not null) continue;
            findings.Add(Rules.UnusedResult, new Place(step), description.Method, returns.DisplayWithNullability);
        }
    }
}
