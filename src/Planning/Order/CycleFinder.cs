namespace Perdure.Planning;

/// <summary>Finds the steps that wait for each other, and says so once a cycle.</summary>
internal static class CycleFinder
{
    /// <summary>Reports cycles until the arrows that are left have none; an arrow is part of one report at most, so that one mistake is one message.</summary>
    public static void Report(WorkflowDescription workflow, StepGraph graph, FindingList findings)
    {
        while (true)
        {
            List<List<int>> cycles = [.. Components(graph).Select(component => Shortest(graph, component))];
            if (cycles.Count == 0) return;
            foreach (List<int> cycle in cycles)
            {
                IEnumerable<string> path = cycle.Append(cycle[0]).Select(workflow.Method);
                findings.Add(Rules.Cycle, new Place(cycle[0]), [Wording.Path(path)], cycle.Skip(1).Select(step => new Place(step)));
                for (var i = 0; i < cycle.Count; i++) graph.Remove(cycle[i], cycle[(i + 1) % cycle.Count]);
            }
        }
    }

    /// <summary>A shortest cycle through the first step of a component, by breadth.</summary>
    private static List<int> Shortest(StepGraph graph, HashSet<int> component)
    {
        int start = component.Min();
        var from = new Dictionary<int, int>();
        var open = new Queue<int>([start]);
        while (!from.ContainsKey(start))
        {
            int step = open.Dequeue();
            foreach (int later in graph.Next(step))
            {
                if (!component.Contains(later) || from.ContainsKey(later)) continue;
                from.Add(later, step);
                open.Enqueue(later);
            }
        }

        List<int> cycle = [start];
        for (int step = from[start]; step != start; step = from[step]) cycle.Insert(1, step);
        return cycle;
    }

    /// <summary>The strongly connected components that contain a cycle, by their first step. Tarjan's algorithm with its stack in the heap: a plan may be deep.</summary>
    private static List<HashSet<int>> Components(StepGraph graph)
    {
        var search = new Search(graph);
        for (var step = 0; step < graph.Steps; step++) search.From(step);
        return [.. search.Found.OrderBy(component => component.Min())];
    }

    private sealed class Search(StepGraph graph)
    {
        private readonly int?[] number = new int?[graph.Steps];
        private readonly int[] low = new int[graph.Steps];
        private readonly bool[] isOpen = new bool[graph.Steps];
        private readonly Stack<int> open = new();
        private int count;

        public List<HashSet<int>> Found { get; } = [];

        public void From(int root)
        {
            if (number[root] is not null) return;
            var calls = new Stack<(int Step, int Next)>();
            Enter(root, calls);
            while (calls.Count > 0)
            {
                (int step, int next) = calls.Pop();
                IReadOnlyList<int> later = graph.Next(step);
                if (next < later.Count)
                {
                    calls.Push((step, next + 1));
                    if (number[later[next]] is null) Enter(later[next], calls);
                    else if (isOpen[later[next]]) low[step] = Math.Min(low[step], number[later[next]]!.Value);
                    continue;
                }

                if (low[step] == number[step]) Close(step);
                if (calls.Count > 0) low[calls.Peek().Step] = Math.Min(low[calls.Peek().Step], low[step]);
            }
        }

        private void Enter(int step, Stack<(int Step, int Next)> calls)
        {
            number[step] = low[step] = count++;
            isOpen[step] = true;
            open.Push(step);
            calls.Push((step, 0));
        }

        private void Close(int step)
        {
            HashSet<int> component = [];
            int member;
            do
            {
                member = open.Pop();
                isOpen[member] = false;
                component.Add(member);
            }
            while (member != step);
            if (component.Count > 1 || graph.Next(step).Contains(step)) Found.Add(component);
        }
    }
}
