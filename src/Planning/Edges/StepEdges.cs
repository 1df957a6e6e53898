namespace Perdure.Planning;

/// <summary>What the steps of a workflow, and its predicates, take from each other. Positions are those of the description; predicates stand behind the steps.</summary>
internal sealed class StepEdges
{
    private readonly int[][][] producers;
    private readonly SortedSet<int>[] after;
    private readonly SortedSet<int>[] deciders;

    public StepEdges(WorkflowDescription workflow)
    {
        Steps = workflow.Steps.Count;
        producers = [.. Enumerable.Range(0, workflow.CountTakers()).Select(taker => workflow.Parameters(taker).Select(_ => Array.Empty<int>()).ToArray())];
        after = [.. workflow.Steps.Select(_ => new SortedSet<int>())];
        deciders = [.. workflow.Steps.Select(_ => new SortedSet<int>())];
    }

    public int Steps { get; }

    /// <summary>Lets a parameter take from a producer, or from several that exclude one another.</summary>
    public void Take(int taker, int parameter, params int[] from) => producers[taker][parameter] = from;

    public void WaitFor(int step, int other) => after[step].Add(other);

    /// <summary>Lets a step wait for what a condition of it asks: a step, or a predicate.</summary>
    public void DecideBy(int step, int decider) => deciders[step].Add(decider);

    /// <summary>The steps whose results a parameter takes, or <see cref="PlanArgument.Input"/>; none: it takes no data, or nobody knows whose.</summary>
    public IReadOnlyList<int> ProducersOf(int taker, int parameter) => producers[taker][parameter];

    /// <summary>The steps whose results a step or a predicate takes, ascending.</summary>
    public IEnumerable<int> Producers(int taker) => producers[taker].SelectMany(p => p).Where(p => p != PlanArgument.Input).Distinct().OrderBy(p => p);

    /// <summary>The steps that a step waits for without taking anything, ascending.</summary>
    public IEnumerable<int> After(int step) => after[step].Except(Producers(step)).OrderBy(p => p);

    /// <summary>All steps that a step waits for, also where a predicate waits in its place, ascending.</summary>
    public IEnumerable<int> WaitsFor(int step) =>
        Producers(step).Concat(after[step]).Concat(deciders[step].SelectMany(decider => decider < Steps ? [decider] : Producers(decider))).Distinct().OrderBy(p => p);

    /// <summary>The graph in which an arrow leads from each step to those that take its result.</summary>
    public StepGraph DataGraph() => StepGraph.Of(Steps, Producers);

    /// <summary>The graph in which an arrow leads from each step to those that wait for it.</summary>
    public StepGraph OrderGraph() => StepGraph.Of(Steps, WaitsFor);

    /// <summary>The same with the predicates in it, which wait for what they take and for which the steps wait that they decide on.</summary>
    public StepGraph DecisionGraph() =>
        StepGraph.Of(producers.Length, taker => taker < Steps ? Producers(taker).Concat(after[taker]).Concat(deciders[taker]).Distinct().OrderBy(p => p) : Producers(taker));
}
