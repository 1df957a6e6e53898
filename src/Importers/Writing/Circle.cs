namespace Perdure.Importers.Writing;

/// <summary>Finds circles, which no workflow has and some documents of others may have.</summary>
internal static class Circle
{
    /// <summary>The first circle; null: there is none.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="name">The name of a node.</param>
    /// <param name="next">The names of the nodes that a node leads to, or waits for.</param>
    public static IReadOnlyList<T>? Find<T>(IReadOnlyList<T> nodes, Func<T, string> name, Func<T, IEnumerable<string>> next)
    {
        Dictionary<string, T> known = nodes.ToDictionary(name, StringComparer.Ordinal);
        HashSet<string> done = new(StringComparer.Ordinal);
        foreach (T start in nodes)
        {
            // A walk with a stack of its own: a chain of some thousand nodes is no reason to overflow the program's.
            List<(T Node, IEnumerator<string> Next)> path = [];
            Enter(start);
            while (path.Count > 0)
            {
                if (!path[^1].Next.MoveNext())
                {
                    done.Add(name(path[^1].Node));
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                string reached = path[^1].Next.Current;
                int again = path.FindIndex(one => name(one.Node) == reached);
                if (again >= 0) return [.. path.Skip(again).Select(static one => one.Node)];
                if (known.TryGetValue(reached, out T? node)) Enter(node);
            }

            void Enter(T node)
            {
                if (!done.Contains(name(node))) path.Add((node, next(node).GetEnumerator()));
            }
        }

        return null;
    }
}
