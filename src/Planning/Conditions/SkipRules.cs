namespace Perdure.Planning;

/// <summary>What is wrong with skips: they pass silently along the edges, until they reach the workflow's result, or leave a step that no run would start.</summary>
internal sealed class SkipRules(WorkflowDescription workflow, StepEdges edges, Guards guards, FindingList findings)
{
    /// <summary>PDR118: a result that may be missing is null to the caller, so the workflow has to say that it may be.</summary>
    public void CheckResult(IReadOnlyList<int> results)
    {
        if (results.Count == 0 || workflow.Output is not { IsNullable: false } output || guards.Covers([.. results])) return;
        string[] names = [.. results.Select(step => Wording.Quoted(workflow.Steps[step].Method))];
        string cause = results.Count == 1 && !guards.IsDecided(results[0]) ? $" with {Wording.Several([.. Causes(results[0])])}" : "";
        findings.Add(
            Rules.ResultCanBeMissing,
            new Place(),
            [workflow.Class, output.Display, Wording.Several(names), cause],
            results.Select(step => new Place(step)));
    }

    /// <summary>PDR119: what contradicts itself is said once, where it begins.</summary>
    /// <returns>Whether there is such a step.</returns>
    public bool FindNever()
    {
        var found = false;
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            if (ItemConditions.ExcludeOneAnother(workflow.Steps[step]))
            {
                findings.Add(Rules.NeverRuns, new Place(step), workflow.Steps[step].Method, "the conditions of its items exclude one another");
                found = true;
                continue;
            }

            if (!guards.IsNever(step) || edges.WaitsFor(step).Any(guards.IsNever)) continue;
            findings.Add(Rules.NeverRuns, new Place(step), workflow.Steps[step].Method, Reason(step));
            found = true;
        }

        return found;
    }

    private string Reason(int step)
    {
        if (guards.ContradictsItself(step)) return "its conditions exclude one another";
        int[][] taken = [.. Required(step)];
        for (var first = 0; first < taken.Length; first++)
        {
            for (int second = first + 1; second < taken.Length; second++)
            {
                if (taken[first].Length == 1 && taken[second].Length == 1 && guards.Exclude([taken[first][0], taken[second][0]]))
                {
                    return $"{Wording.Quoted(workflow.Steps[taken[first][0]].Method)} and {Wording.Quoted(workflow.Steps[taken[second][0]].Method)}, whose results it takes, exclude one another";
                }
            }
        }

        return "its conditions and those of the steps that it takes from exclude one another";
    }

    /// <summary>The steps with conditions of their own from which a skip comes.</summary>
    private SortedSet<string> Causes(int step)
    {
        SortedSet<string> causes = new(StringComparer.Ordinal);
        HashSet<int> seen = [step];
        var open = new Queue<int>([step]);
        while (open.Count > 0)
        {
            foreach (int producer in Required(open.Dequeue()).Where(from => !guards.Covers(from)).SelectMany(from => from).Where(seen.Add))
            {
                if (guards.IsDecided(producer)) causes.Add(Wording.Quoted(workflow.Steps[producer].Method));
                else open.Enqueue(producer);
            }
        }

        return causes;
    }

    /// <summary>What a step cannot do without, itself or to know how long it waits and for which items it runs.</summary>
    private IEnumerable<int[]> Required(int step) => Taken(step).Concat(guards.AskedBy(step).SelectMany(Taken));

    /// <summary>For each parameter that cannot be null its producers, the workflow's input aside.</summary>
    private IEnumerable<int[]> Taken(int taker)
    {
        EquatableArray<ParameterDescription> parameters = workflow.Parameters(taker);
        for (var parameter = 0; parameter < parameters.Count; parameter++)
        {
            int[] from = [.. edges.ProducersOf(taker, parameter)];
            if (from.Length > 0 && !parameters[parameter].Wanted.IsNullable && !from.Contains(PlanArgument.Input)) yield return from;
        }
    }
}
