namespace Perdure.Planning;

/// <summary>Writes down what is asked for each item.</summary>
internal sealed partial class PlanWriter
{
    private readonly List<PlanPredicate> itemPredicates = [];
    private readonly List<(string Method, EquatableArray<TakenValue> From)> asked = [];

    /// <summary>What a parameter of a predicate takes: an item of what these produce, or what these produce itself.</summary>
    private sealed record TakenValue(bool IsItem, EquatableArray<int> Producers);

    /// <summary>What is asked once a run, and where it stands in the plan.</summary>
    private int[] AskedOfRun() => [.. Enumerable.Range(0, workflow.Predicates.Count).Except(workflow.NotOfRun)];

    private EquatableArray<PlanCondition> WriteItems(int step) => new(conditions.OfItems(step).Select(condition => WriteItems(step, condition)));

    private PlanCondition WriteItems(int step, ItemCondition condition)
    {
        int taker = condition.Taker;
        int[] collections = [.. ItemsTakenBy(taker).Select(parameter => workflow.CollectionOf(taker, parameter))];
        bool areInOrder = collections.Select((collection, position) => collection == position).All(isSame => isSame);
        return new PlanCondition(condition.Kind, Position(taker, step), default) { Collections = areInOrder ? default : new(collections) };
    }

    /// <summary>Steps that map over the same, and ask the same, share one verdict for each item: wherever each of them has that collection among its own.</summary>
    private int Position(int taker, int step)
    {
        EquatableArray<ParameterDescription> parameters = workflow.Parameters(taker);
        EquatableArray<TakenValue> from = new(parameters.Select((_, parameter) => new TakenValue(workflow.TakesItem(taker, parameter), new(ProducersOf(taker, parameter, step).OrderBy(producer => producer)))));
        if (asked.IndexOf((workflow.Method(taker), from)) is >= 0 and var known) return known;
        asked.Add((workflow.Method(taker), from));
        int[] items = ItemsTakenBy(taker);
        IEnumerable<PlanArgument> arguments = parameters.Select((taken, parameter) => workflow.TakesItem(taker, parameter)
            ? WriteItem(step, taken, SourceOf(taker, parameter, step), Array.IndexOf(items, parameter))
            : Write(taken, edges.ProducersOf(taker, parameter)));
        PredicateDescription asks = workflow.Predicates[workflow.ItemPredicates[taker - workflow.FirstOfItems()].Predicate];
        itemPredicates.Add(new PlanPredicate(workflow.Method(taker), new(arguments)) { Test = asks.Test });
        return itemPredicates.Count - 1;
    }

    private int[] ItemsTakenBy(int taker) => [.. Enumerable.Range(0, workflow.Parameters(taker).Count).Where(parameter => workflow.TakesItem(taker, parameter))];

    private IReadOnlyList<int> ProducersOf(int taker, int parameter, int step) =>
        workflow.TakesItem(taker, parameter) ? edges.ProducersOf(step, SourceOf(taker, parameter, step)) : edges.ProducersOf(taker, parameter);

    /// <summary>The parameter of a step whose item a parameter of a predicate takes.</summary>
    private int SourceOf(int taker, int parameter, int step) => MapRules.ItemParameters(workflow.Steps[step])[workflow.CollectionOf(taker, parameter)];

    private PlanArgument WriteItem(int step, ParameterDescription taken, int from, int position) =>
        Write(taken with { ForEach = workflow.Steps[step].Parameters[from].ForEach }, edges.ProducersOf(step, from)) with
        {
            IsItem = true,
            Collection = position,
            Others = default,
            IsOptional = false,
        };
}
