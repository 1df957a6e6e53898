namespace Perdure.Planning;

/// <summary>Steps, and arrows from each to those that come after it.</summary>
internal sealed class StepGraph
{
    private readonly List<int>[] next;

    private StepGraph(int steps) => next = [.. Enumerable.Range(0, steps).Select(_ => new List<int>())];

    public int Steps => next.Length;

    /// <summary>A graph from what comes before each step.</summary>
    public static StepGraph Of(int steps, Func<int, IEnumerable<int>> before)
    {
        var graph = new StepGraph(steps);
        for (var step = 0; step < steps; step++)
        {
            // Steps are visited in order, so each list is ascending.
            foreach (int earlier in before(step)) graph.next[earlier].Add(step);
        }

        return graph;
    }

    /// <summary>What comes right after a step, ascending.</summary>
    public IReadOnlyList<int> Next(int step) => next[step];

    /// <summary>Takes an arrow away.</summary>
    public void Remove(int from, int to) => next[from].Remove(to);

    /// <summary>Everything that comes after a step, directly or not. The step itself is in it only where it is on a cycle.</summary>
    public HashSet<int> AllAfter(int step)
    {
        HashSet<int> reached = [];
        var open = new Stack<int>([step]);
        while (open.Count > 0)
        {
            foreach (int later in next[open.Pop()])
            {
                if (reached.Add(later)) open.Push(later);
            }
        }

        return reached;
    }
}
