using Perdure.State;

namespace Perdure;

/// <summary>Which steps of a plan a fork runs anew, and which it has the results of.</summary>
internal sealed class ForkCut
{
    private readonly WorkflowPlan plan;
    private readonly PlanGraph graph;
    private readonly HashSet<int> edited = [];
    private readonly bool[] behindStep;
    private readonly bool[] anew;
    private readonly bool isWhole;

    private ForkCut(WorkflowPlan plan, bool isWhole)
    {
        this.plan = plan;
        this.isWhole = isWhole;
        graph = PlanGraph.Of(plan);
        behindStep = new bool[plan.Steps.Count];
        anew = new bool[plan.Steps.Count];
    }

    /// <summary>The steps whose results are copied.</summary>
    public IReadOnlyList<string> Copied => [.. plan.Steps.Where((_, step) => !anew[step] && !edited.Contains(step)).Select(step => step.Id)];

    /// <summary>The predicates whose verdicts are copied: what they take is what it was. Asked again, one might say otherwise, which the steps that were skipped by it do not fit.</summary>
    public IReadOnlyList<string> Decided => isWhole
        ? []
        : [.. plan.Predicates.Where((_, predicate) => graph.Decisions.Producers(predicate).All(producer => !anew[producer] && !edited.Contains(producer))).Select(predicate => predicate.Id)];

    /// <summary>Cuts a plan.</summary>
    /// <param name="plan">The plan of the new run.</param>
    /// <param name="fromStep">The step from which it runs anew; null: from the start.</param>
    /// <param name="editedSteps">The steps whose results are given.</param>
    /// <param name="recorded">The steps of which the other run has results.</param>
    /// <exception cref="ArgumentException">The plan has no such step, or one whose result is given is to run anew.</exception>
    public static ForkCut Of(WorkflowPlan plan, string? fromStep, IEnumerable<string> editedSteps, IReadOnlySet<string> recorded)
    {
        var cut = new ForkCut(plan, isWhole: fromStep is null);
        foreach (string step in editedSteps) cut.edited.Add(cut.IndexOf(step, "ForkOptions.Results"));
        if (fromStep is not null) cut.behindStep[cut.IndexOf(fromStep, nameof(fromStep))] = true;
        for (var step = 0; step < plan.Steps.Count; step++) cut.Decide(step, runsAnyway: fromStep is null || !recorded.Contains(plan.Steps[step].Id));
        return cut;
    }

    /// <summary>Each step stands after all that it waits for, so what is decided of those is known.</summary>
    private void Decide(int step, bool runsAnyway)
    {
        int[] producers = [.. graph.ProducersOf(plan.Steps[step])];
        behindStep[step] |= producers.Any(producer => behindStep[producer]);
        anew[step] = producers.Any(producer => anew[producer] || edited.Contains(producer));
        if (behindStep[step] && edited.Contains(step))
            throw new ArgumentException($"ForkOptions.Results has a result for step '{plan.Steps[step].Id}', which is to run anew: fork from a step that waits for it, or leave the result out");
        anew[step] = !edited.Contains(step) && (anew[step] || behindStep[step] || runsAnyway);
    }

    private int IndexOf(string stepId, string where)
    {
        int index = graph.IndexOf(stepId);
        if (index >= 0) return index;
        string[] known = [.. plan.Steps.Select(step => step.Id)];
        string meant = NearName.Find(stepId, known) is { } near ? $"did you mean '{near}'?" : $"its steps are {string.Join(", ", known.Select(step => $"'{step}'"))}";
        throw new ArgumentException($"Plan '{plan.Id}' has no step '{stepId}': {meant}", where);
    }
}
