namespace Perdure.Planning;

/// <summary>A predicate that is asked for each item of the mapped steps that name it.</summary>
/// <param name="Predicate">Its position in the description.</param>
/// <param name="Collections">For each of its parameters which of the collections of those steps it takes an item of, 0 the first; -1: none.</param>
internal sealed record ItemPredicate(int Predicate, EquatableArray<int> Collections);

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
            ParameterDescription[] items = [.. MapRules.ItemParameters(steps[step]).Select(parameter => steps[step].Parameters[parameter])];
            if (items.Length == 0) continue;
            int[] ofItems = [.. Enumerable.Range(0, steps[step].Conditions.Count).Select(position => Find(workflow, new Place(step, position, PlacePart.Condition), items, found, findings))];
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

    /// <summary>Whether no item could ever meet them: one predicate would have to say so and deny it.</summary>
    public static bool ExcludeOneAnother(StepDescription step) => Enumerable.Range(0, step.OfItems.Count).Any(one => step.OfItems[one] >= 0
        && Enumerable.Range(0, step.OfItems.Count).Any(other => step.OfItems[other] == step.OfItems[one] && step.Conditions[other].Kind != step.Conditions[one].Kind));

    private static bool Names(ConditionDescription condition, PredicateDescription predicate) =>
        condition.Kind is DecisionKind.When or DecisionKind.Unless && condition.Name == predicate.Method;

    private static int Find(WorkflowDescription workflow, Place place, ParameterDescription[] items, List<ItemPredicate> found, FindingList findings)
    {
        ConditionDescription condition = workflow.Steps[place.Step].Conditions[place.Parameter];
        int predicate = workflow.Predicates.ToList().FindIndex(one => Names(condition, one) && one.Problem is null);
        if (predicate < 0) return OfRun;
        ParameterDescription[] parameters = [.. workflow.Predicates[predicate].Parameters];
        int[] collections = [.. parameters.Select(parameter => Collection(parameter, parameters, items))];
        if (Array.IndexOf(collections, Unclear) is >= 0 and var unclear)
        {
            ReportUnclear(workflow, place, parameters[unclear], items, findings);
            return Unclear;
        }

        if (collections.All(collection => collection < 0)) return OfRun;
        var one = new ItemPredicate(predicate, new(collections));
        if (!found.Contains(one)) found.Add(one);
        return found.IndexOf(one);
    }

    /// <summary>Which item a parameter takes: the only one that fits it where it is the only one that fits that, else the one of its name. What another one takes by its name, it does not.</summary>
    private static int Collection(ParameterDescription parameter, ParameterDescription[] parameters, ParameterDescription[] items)
    {
        int[] fitting = [.. Enumerable.Range(0, items.Length).Where(item => Takes(parameter, items[item]))];
        if (fitting is [var only] && parameters.Count(other => Takes(other, items[only])) == 1) return only;
        foreach (int item in fitting.Where(item => IsNamed(parameter, items[item]))) return item;
        if (fitting.Length > 1 && fitting.All(item => IsOfOneCollection(items[item], items[fitting[0]]))) return fitting[0];
        return fitting.All(item => Array.Exists(parameters, other => Takes(other, items[item]) && IsNamed(other, items[item]))) ? OfRun : Unclear;
    }

    /// <summary>Whether both take members of one item. What takes an item as a whole is another item to whoever names it.</summary>
    private static bool IsOfOneCollection(ParameterDescription one, ParameterDescription other) =>
        one.Path is not null && other.Path is not null && one.From == other.From && one.IsInput == other.IsInput;

    private static bool IsNamed(ParameterDescription parameter, ParameterDescription item) => string.Equals(parameter.Name, item.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What says whose value it takes is no item.</summary>
    private static bool Takes(ParameterDescription parameter, ParameterDescription item) =>
        parameter is { Role: ParameterRole.Data, From: null, IsInput: false } && TypeFit.Fits(item.Item, parameter.Type);

    private static void ReportUnclear(WorkflowDescription workflow, Place place, ParameterDescription parameter, ParameterDescription[] items, FindingList findings)
    {
        ConditionDescription condition = workflow.Steps[place.Step].Conditions[place.Parameter];
        string[] names = [.. items.Where(item => Takes(parameter, item)).Select(item => Wording.Quoted(item.Name))];
        string problem = names.Length == 1
            ? $"which takes several '{parameter.Type.DisplayWithNullability}': call the one that is its item {names[0]}, or say with [From] or [Input] what the others take"
            : $"whose '{parameter.Name}' could be each of {Wording.List(names)}: call it as the one that it takes, or say with [From] or [Input] what else it takes";
        findings.Add(Rules.BadPredicate, place, workflow.Called(place.Step), $"runs {(condition.Kind == DecisionKind.When ? "when" : "unless")} '{condition.Name}', {problem}");
    }
}
