namespace Perdure.Planning;

/// <summary>Finds the step whose result is the workflow's.</summary>
internal sealed class ResultFinder(WorkflowDescription workflow, AgentMismatches mismatches, Guards guards, ITypeConversions conversions, FindingList findings)
{
    /// <summary>Finds the result.</summary>
    /// <param name="edges">What the steps take from each other.</param>
    /// <param name="areEdgesKnown">Whether all edges are: else it is too early to say that several steps return the result.</param>
    /// <returns>The step's position in the description; those of several where no run has two of them; nothing where there is none.</returns>
    public IReadOnlyList<int> Find(StepEdges edges, bool areEdgesKnown)
    {
        int[] marked = [.. Enumerable.Range(0, workflow.Steps.Count).Where(step => workflow.Steps[step].IsResult)];
        if (marked.Length > 0) return Judge(marked);
        if (workflow.Output is not { } output) return [];

        int[] fitting = [.. Enumerable.Range(0, workflow.Steps.Count).Where(step => Fits(step, output))];
        if (fitting.Length == 1) return fitting;
        if (fitting.Length == 0)
        {
            ReportNone(output);
            return [];
        }

        int[] last = Last(fitting, edges);
        if (last.Length == 1 || guards.Exclude(last)) return last;
        if (last.Length > 1 && areEdgesKnown) ReportSeveral(output, last);
        return [];
    }

    private bool Fits(int step, TypeDescription output) => workflow.Steps[step].Gives is { } returns && TypeFit.Fits(returns, output);

    /// <summary>Those that no other one builds on. With a cycle among them there may be none.</summary>
    private static int[] Last(int[] fitting, StepEdges edges)
    {
        StepGraph data = edges.DataGraph();
        return [.. fitting.Where(step =>
        {
            HashSet<int> later = data.AllAfter(step);
            return !fitting.Any(other => other != step && later.Contains(other));
        })];
    }

    private int[] Judge(int[] marked)
    {
        int last = marked[marked.Length - 1];
        if (marked.Length > 1 && !guards.Exclude(marked))
        {
            string others = Wording.Several([.. marked.Take(marked.Length - 1).Select(step => Wording.Quoted(workflow.Steps[step].Method))]);
            Report(last, marked.Length == 2 ? $"so is {others}" : $"so are {others}", marked.Take(marked.Length - 1));
            return [];
        }

        return marked.All(IsMeaningful) ? marked : [];
    }

    private bool IsMeaningful(int marked)
    {
        StepDescription step = workflow.Steps[marked];
        string? problem = workflow.Output is not { } output ? $"workflow '{workflow.Class}' returns nothing"
            : step.Gives is not { } returns ? $"returns nothing where workflow '{workflow.Class}' returns '{output.DisplayWithNullability}'"
            : Fits(marked, output) ? null
            : $"returns '{returns.DisplayWithNullability}' where workflow '{workflow.Class}' returns '{output.DisplayWithNullability}'";
        if (problem is not null) Report(marked, problem, []);
        return problem is null;
    }

    private void Report(int step, string problem, IEnumerable<int> others) =>
        findings.Add(Rules.MeaninglessResult, new Place(step), [workflow.Steps[step].Method, problem], others.Select(s => new Place(s)));

    private void ReportNone(TypeDescription output)
    {
        if (mismatches.Explain(output)) return;
        findings.Add(Rules.NoResult, new Place(), workflow.Class, output.DisplayWithNullability, Hint(output));
    }

    private string Hint(TypeDescription output)
    {
        foreach (StepDescription step in workflow.Steps)
        {
            if (step.Gives is { } returns && TypeFit.Family(returns) == TypeFit.Family(output)) return $"; '{step.Method}' returns '{returns.DisplayWithNullability}', which can be null";
            if (step.Gives is { } holed && output.ElementKey is { } element && TypeFit.Family(holed) == TypeFit.Family(output with { ElementKey = element + "?" })) return $"; '{step.Method}' returns '{holed.DisplayWithNullability}', whose items can be null";
        }

        foreach (StepDescription step in workflow.Steps)
        {
            if (step.Gives is { } returns && TypeFit.Assigns(returns, output, conversions)) return $"; '{step.Method}' returns '{returns.DisplayWithNullability}', which converts: declare it as '{output.DisplayWithNullability}'";
        }

        return Wording.DidYouMean(NearNames.Find(output.Display, workflow.Steps.Select(s => s.Gives?.Display).OfType<string>()));
    }

    private void ReportSeveral(TypeDescription output, int[] candidates) => findings.Add(
        Rules.SeveralResults,
        new Place(),
        [workflow.Class, output.DisplayWithNullability, Wording.Several([.. candidates.Select(step => Wording.Quoted(workflow.Steps[step].Method))])],
        candidates.Select(step => new Place(step)),
        (FindingProperties.Steps, string.Join(",", candidates.Select(step => workflow.Steps[step].Method))));
}
