namespace Perdure.Planning;

/// <summary>Writes down what is asked for each item.</summary>
internal sealed partial class PlanWriter
{
    private readonly List<PlanPredicate> itemPredicates = [];
    private readonly List<(int Taker, EquatableArray<int> Producers)> mapped = [];

    /// <summary>What is asked once a run, and where it stands in the plan.</summary>
    private int[] AskedOfRun() => [.. Enumerable.Range(0, workflow.Predicates.Count).Except(workflow.NotOfRun)];

    private EquatableArray<PlanCondition> WriteItems(int step, int parameter) =>
        new(conditions.OfItems(step).Select(condition => new PlanCondition(condition.Kind, Position(condition, step, parameter), default)));

    /// <summary>Steps that map over the same, and ask the same, share one verdict for each item.</summary>
    private int Position(ItemCondition condition, int step, int parameter)
    {
        (int, EquatableArray<int>) key = (condition.Taker, new(edges.ProducersOf(step, parameter).OrderBy(producer => producer)));
        if (mapped.IndexOf(key) is >= 0 and var known) return known;
        ForEachDescription map = workflow.Steps[step].Parameters[parameter].ForEach!;
        mapped.Add(key);
        itemPredicates.Add(new PlanPredicate(
            workflow.Method(condition.Taker),
            new(workflow.Parameters(condition.Taker).Select((taken, index) => workflow.TakesItem(condition.Taker, index)
                ? Write(taken with { ForEach = map }, edges.ProducersOf(step, parameter)) with { IsItem = true, Others = default, IsOptional = false }
                : Write(taken, edges.ProducersOf(condition.Taker, index))))));
        return itemPredicates.Count - 1;
    }
}
