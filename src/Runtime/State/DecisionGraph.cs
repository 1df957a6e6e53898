namespace Perdure.State;

/// <summary>
/// What decides on the steps of a plan, its predicates and behind them its switches, as one row of decisions: what each waits for, and which steps wait for it. Computed once a plan.
/// </summary>
internal sealed class DecisionGraph
{
    private readonly WorkflowPlan plan;
    private readonly int[][] producers;
    private readonly int[][] ofSteps;
    private readonly int[][] steps;
    private readonly int[][] takers;
    private readonly Dictionary<string, int> byPredicate = new(StringComparer.Ordinal);

    public DecisionGraph(WorkflowPlan plan)
    {
        this.plan = plan;
        Count = plan.Predicates.Count + plan.Switches.Count;
        for (var predicate = 0; predicate < plan.Predicates.Count; predicate++) byPredicate.Add(plan.Predicates[predicate].Id, predicate);
        producers = [.. plan.Predicates.Select(predicate => PlanGraph.TakesFrom(predicate.Inputs).ToArray()), .. plan.Switches.Select(one => new[] { one.Subject })];
        ofSteps = [.. plan.Steps.Select(step => step.Conditions.Select(Of).Distinct().ToArray())];
        steps = Invert(Count, ofSteps);
        takers = Invert(plan.Steps.Count, producers);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The decision that a condition asks.</summary>
    public int Of(ConditionPlan condition) => condition.Kind == ConditionKind.Case ? plan.Predicates.Count + condition.Index : condition.Index;

    /// <summary>The decision of a predicate; null: the plan has none of that id.</summary>
    public int? OfPredicate(string id) => byPredicate.TryGetValue(id, out int decision) ? decision : null;

    /// <summary>The predicate that decides; null: a switch does.</summary>
    public PredicatePlan? Predicate(int decision) => decision < plan.Predicates.Count ? plan.Predicates[decision] : null;

    /// <summary>The switch that decides, where no predicate does.</summary>
    public SwitchPlan Switch(int decision) => plan.Switches[decision - plan.Predicates.Count];

    /// <summary>How people call it: a predicate's id, or the step of a switch and the member.</summary>
    public string Name(int decision)
    {
        if (Predicate(decision) is { } predicate) return predicate.Id;
        SwitchPlan one = Switch(decision);
        return one.On is null ? plan.Steps[one.Subject].Id : $"{plan.Steps[one.Subject].Id}.{one.On}";
    }

    /// <summary>The steps whose results it takes.</summary>
    public IReadOnlyList<int> Producers(int decision) => producers[decision];

    /// <summary>The steps that it decides on.</summary>
    public IReadOnlyList<int> Steps(int decision) => steps[decision];

    /// <summary>The decisions that a step waits for.</summary>
    public IReadOnlyList<int> OfStep(int step) => ofSteps[step];

    /// <summary>The decisions that wait for a step.</summary>
    public IReadOnlyList<int> Takers(int step) => takers[step];

    private static int[][] Invert(int count, int[][] lists)
    {
        var inverted = new List<int>[count];
        for (var from = 0; from < lists.Length; from++)
        {
            foreach (int to in lists[from]) (inverted[to] ??= []).Add(from);
        }

        return [.. inverted.Select(list => list?.ToArray() ?? [])];
    }
}
