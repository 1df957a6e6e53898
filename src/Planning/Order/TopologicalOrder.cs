namespace Perdure.Planning;

/// <summary>The order of a plan's steps, and their levels.</summary>
internal static class TopologicalOrder
{
    /// <summary>Each step after all that it waits for, and otherwise in the order of their declaration. The graph has no cycle.</summary>
    public static int[] Of(StepGraph graph)
    {
        var waits = new int[graph.Steps];
        for (var step = 0; step < graph.Steps; step++)
        {
            foreach (int later in graph.Next(step)) waits[later]++;
        }

        var ready = new SortedSet<int>(Enumerable.Range(0, graph.Steps).Where(step => waits[step] == 0));
        List<int> order = [];
        while (ready.Count > 0)
        {
            int step = ready.Min;
            ready.Remove(step);
            order.Add(step);
            foreach (int later in graph.Next(step))
            {
                if (--waits[later] == 0) ready.Add(later);
            }
        }

        return [.. order];
    }

    /// <summary>For each step, 0 where it waits for none, else one more than the highest level that it waits for.</summary>
    public static int[] Levels(StepGraph graph, int[] order)
    {
        var levels = new int[graph.Steps];
        foreach (int step in order)
        {
            foreach (int later in graph.Next(step)) levels[later] = Math.Max(levels[later], levels[step] + 1);
        }

        return levels;
    }
}
