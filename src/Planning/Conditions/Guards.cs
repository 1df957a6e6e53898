namespace Perdure.Planning;

/// <summary>
/// When each step runs, as far as conditions decide. A step's guard is its own conditions and the guards of all that it takes as non-nullable. With edges that are not decided yet
/// guards say too little, and so never that two steps exclude one another which do not.
/// </summary>
internal sealed class Guards
{
    private readonly WorkflowDescription workflow;
    private readonly StepEdges edges;
    private readonly StepConditions conditions;
    private readonly Diagram diagram;
    private readonly int[] ofSteps;

    public Guards(WorkflowDescription workflow, StepEdges edges, StepConditions conditions)
    {
        this.workflow = workflow;
        this.edges = edges;
        this.conditions = conditions;
        diagram = new Diagram(conditions.Sizes());
        ofSteps = [.. Enumerable.Repeat(Diagram.Always, workflow.Steps.Count)];
        if (!conditions.Any) return;

        // Steps in a cycle are not in the order: that is reported, and they are left as they are.
        foreach (int step in TopologicalOrder.Of(edges.OrderGraph())) ofSteps[step] = diagram.And(Own(step), Taken(step));
    }

    /// <summary>What else takes something that a step cannot do without, by the positions among the takers: what says how long it waits, and what is asked for each of its items.</summary>
    public IEnumerable<int> AskedBy(int step) => conditions.OfItems(step).Select(condition => condition.Taker).Concat(conditions.Delays[step] is { } delay ? [delay] : []);

    /// <summary>Whether conditions of its own decide whether a step runs.</summary>
    public bool IsDecided(int step) => conditions.Of(step).Count > 0;

    /// <summary>Whether a step runs in no run.</summary>
    public bool IsNever(int step) => ofSteps[step] == Diagram.Never;

    /// <summary>Whether the conditions of a step, and what they wait for, contradict each other already.</summary>
    public bool ContradictsItself(int step) => Own(step) == Diagram.Never;

    /// <summary>Whether one of some producers is there in every run.</summary>
    public bool Covers(IReadOnlyCollection<int> producers) => Any(producers) == Diagram.Always;

    /// <summary>Whether of some producers no run has two. The workflow's input is always there.</summary>
    public bool Exclude(IReadOnlyList<int> producers)
    {
        if (!conditions.Any || producers.Contains(PlanArgument.Input)) return false;
        int before = Diagram.Never;
        foreach (int producer in producers)
        {
            if (diagram.And(before, ofSteps[producer]) != Diagram.Never) return false;
            before = diagram.Or(before, ofSteps[producer]);
        }

        return true;
    }

    private int Own(int step)
    {
        int guard = conditions.Delays[step] is { } delay ? Taken(delay) : Diagram.Always;
        foreach (ItemCondition condition in conditions.OfItems(step)) guard = diagram.And(guard, Taken(condition.Taker));
        foreach (StepCondition condition in conditions.Of(step))
        {
            int decider = conditions.Decider(condition);
            int available = condition.Kind == DecisionKind.Case ? ofSteps[decider] : Taken(decider);
            guard = diagram.And(guard, diagram.And(available, conditions.Formula(diagram, condition)));
        }

        return guard;
    }

    /// <summary>That all is there which a step, or a predicate, takes as non-nullable.</summary>
    private int Taken(int taker)
    {
        EquatableArray<ParameterDescription> parameters = workflow.Parameters(taker);
        int guard = Diagram.Always;
        for (var parameter = 0; parameter < parameters.Count; parameter++)
        {
            if (!parameters[parameter].Wanted.IsNullable && edges.ProducersOf(taker, parameter) is { Count: > 0 } producers) guard = diagram.And(guard, Any(producers));
        }

        return guard;
    }

    private int Any(IReadOnlyCollection<int> producers) =>
        producers.Aggregate(Diagram.Never, (guard, producer) => diagram.Or(guard, producer == PlanArgument.Input ? Diagram.Always : ofSteps[producer]));
}
