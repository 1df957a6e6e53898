namespace Perdure.Planning;

/// <summary>Writes down what is asked for each item.</summary>
internal sealed partial class PlanWriter
{
    private readonly List<PlanPredicate> itemPredicates = [];
    private readonly List<(int Taker, EquatableArray<EquatableArray<int>> From)> mapped = [];

    /// <summary>What is asked once a run, and where it stands in the plan.</summary>
    private int[] AskedOfRun() => [.. Enumerable.Range(0, workflow.Predicates.Count).Except(workflow.NotOfRun)];

    private EquatableArray<PlanCondition> WriteItems(int step) =>
        new(conditions.OfItems(step).Select(condition => new PlanCondition(condition.Kind, Position(condition.Taker, step), default)));

    /// <summary>Steps that map over the same, and ask the same, share one verdict for each item.</summary>
    private int Position(int taker, int step)
    {
        IReadOnlyList<int> collections = MapRules.ItemParameters(workflow.Steps[step]);
        int[] asked = [.. Enumerable.Range(0, workflow.Parameters(taker).Count).Where(parameter => workflow.TakesItem(taker, parameter)).Select(parameter => collections[workflow.CollectionOf(taker, parameter)])];
        EquatableArray<EquatableArray<int>> from = new(asked.Select(parameter => new EquatableArray<int>(edges.ProducersOf(step, parameter).OrderBy(producer => producer))));
        if (mapped.IndexOf((taker, from)) is >= 0 and var known) return known;
        mapped.Add((taker, from));
        itemPredicates.Add(new PlanPredicate(workflow.Method(taker), new(workflow.Parameters(taker).Select((taken, index) => workflow.TakesItem(taker, index)
            ? WriteItem(step, taken, collections[workflow.CollectionOf(taker, index)])
            : Write(taken, edges.ProducersOf(taker, index))))));
        return itemPredicates.Count - 1;
    }

    private PlanArgument WriteItem(int step, ParameterDescription taken, int from) =>
        Write(taken with { ForEach = workflow.Steps[step].Parameters[from].ForEach }, edges.ProducersOf(step, from)) with
        {
            IsItem = true,
            Collection = MapRules.CollectionOf(workflow.Steps[step], from),
            Others = default,
            IsOptional = false,
        };
}
