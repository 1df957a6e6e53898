namespace Perdure.Planning;

/// <summary>What the steps of a workflow take from each other. Positions are those of the description.</summary>
internal sealed class StepEdges
{
    private readonly int?[][] producers;
    private readonly SortedSet<int>[] after;

    public StepEdges(WorkflowDescription workflow)
    {
        producers = [.. workflow.Steps.Select(step => new int?[step.Parameters.Count])];
        after = [.. workflow.Steps.Select(_ => new SortedSet<int>())];
    }

    public int Steps => producers.Length;

    public void Take(int step, int parameter, int producer) => producers[step][parameter] = producer;

    public void WaitFor(int step, int other) => after[step].Add(other);

    /// <summary>The step whose result a parameter takes, <see cref="PlanArgument.Input"/>, or null: it takes no data, or nobody knows whose.</summary>
    public int? Producer(int step, int parameter) => producers[step][parameter];

    /// <summary>The steps whose results a step takes, ascending.</summary>
    public IEnumerable<int> Producers(int step) => producers[step].OfType<int>().Where(p => p != PlanArgument.Input).Distinct().OrderBy(p => p);

    /// <summary>The steps that a step waits for without taking anything, ascending.</summary>
    public IEnumerable<int> After(int step) => after[step].Except(Producers(step)).OrderBy(p => p);

    /// <summary>All steps that a step waits for, ascending.</summary>
    public IEnumerable<int> WaitsFor(int step) => Producers(step).Concat(after[step]).Distinct().OrderBy(p => p);

    /// <summary>The graph in which an arrow leads from each step to those that take its result.</summary>
    public StepGraph DataGraph() => StepGraph.Of(Steps, Producers);

    /// <summary>The graph in which an arrow leads from each step to those that wait for it.</summary>
    public StepGraph OrderGraph() => StepGraph.Of(Steps, WaitsFor);
}
