namespace Perdure.Planning;

/// <summary>A predicate that is asked for each item of the mapped steps that name it.</summary>
/// <param name="Predicate">Its position in the description.</param>
/// <param name="Parameter">The position of the parameter that takes the item.</param>
internal sealed record ItemPredicate(int Predicate, int Parameter);

/// <summary>
/// Finds the conditions that are asked for each item: those of mapped steps whose predicate takes what the step takes one by one. That is decided by types alone, and before any edge: a step that is added
/// later and returns such a value changes nothing.
/// </summary>
internal static class ItemConditions
{
    private const int OfRun = -1;
    private const int Unclear = -2;

    /// <summary>The workflow with what is asked for each item of it, and with results of items that may be missing.</summary>
    /// <param name="workflow">The workflow as it is described.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static WorkflowDescription Find(WorkflowDescription workflow, FindingList findings)
    {
        List<ItemPredicate> found = [];
        StepDescription[] steps = [.. workflow.Steps];
        for (var step = 0; step < steps.Length; step++)
        {
            if (MapRules.ItemParameter(steps[step]) is not (>= 0 and var item)) continue;
            int[] ofItems = [.. Enumerable.Range(0, steps[step].Conditions.Count).Select(position => Find(workflow, step, position, item, found, findings))];
            if (ofItems.Any(one => one != OfRun)) steps[step] = steps[step] with { OfItems = new(ofItems), Collected = steps[step].CollectedOrNull };
        }

        HashSet<string> ofRun = new(steps.SelectMany(step => Enumerable.Range(0, step.Conditions.Count).Where(position => IsOfRun(step, position)).Select(position => step.Conditions[position].Name)), StringComparer.Ordinal);
        return workflow with
        {
            Steps = new(steps),
            ItemPredicates = new(found),
            NotOfRun = new(Enumerable.Range(0, workflow.Predicates.Count).Where(predicate => !ofRun.Contains(workflow.Predicates[predicate].Method))),
        };
    }

    /// <summary>Whether a condition is decided once a run.</summary>
    public static bool IsOfRun(StepDescription step, int position) => step.OfItems.Count == 0 || step.OfItems[position] == OfRun;

    private static bool Names(ConditionDescription condition, PredicateDescription predicate) =>
        condition.Kind is DecisionKind.When or DecisionKind.Unless && condition.Name == predicate.Method;

    private static int Find(WorkflowDescription workflow, int step, int position, int item, List<ItemPredicate> found, FindingList findings)
    {
        ConditionDescription condition = workflow.Steps[step].Conditions[position];
        int predicate = workflow.Predicates.ToList().FindIndex(one => Names(condition, one) && one.Problem is null);
        if (predicate < 0) return OfRun;
        ParameterDescription taken = workflow.Steps[step].Parameters[item];
        EquatableArray<ParameterDescription> parameters = workflow.Predicates[predicate].Parameters;
        int[] fitting = [.. Enumerable.Range(0, parameters.Count).Where(parameter => Takes(parameters[parameter], taken))];
        if (fitting.Length > 1) fitting = [.. fitting.Where(parameter => string.Equals(parameters[parameter].Name, taken.Name, StringComparison.OrdinalIgnoreCase))];
        if (fitting is [var chosen])
        {
            var one = new ItemPredicate(predicate, chosen);
            if (!found.Contains(one)) found.Add(one);
            return found.IndexOf(one);
        }

        if (parameters.Count(parameter => Takes(parameter, taken)) <= 1) return OfRun;
        ReportSeveral(workflow, new Place(step, position, PlacePart.Condition), taken, findings);
        return Unclear;
    }

    /// <summary>What says whose value it takes is no item.</summary>
    private static bool Takes(ParameterDescription parameter, ParameterDescription item) =>
        parameter is { Role: ParameterRole.Data, From: null, IsInput: false } && TypeFit.Fits(item.Type, parameter.Type);

    private static void ReportSeveral(WorkflowDescription workflow, Place place, ParameterDescription item, FindingList findings)
    {
        ConditionDescription condition = workflow.Steps[place.Step].Conditions[place.Parameter];
        findings.Add(
            Rules.BadPredicate,
            place,
            workflow.Called(place.Step),
            $"runs {(condition.Kind == DecisionKind.When ? "when" : "unless")} '{condition.Name}', which takes several '{item.Type.DisplayWithNullability}': call the one that is its item '{item.Name}', or say with [From] or [Input] what the others take");
    }
}
