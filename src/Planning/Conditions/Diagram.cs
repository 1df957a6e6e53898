namespace Perdure.Planning;

/// <summary>
/// When something holds, as a decision diagram over verdicts and selected cases: each node asks one variable, in the order of the variables, and each node is there once. So two formulas say the same
/// if, and only if, they are the same number; "never" and "always" are seen at a glance, and what one arm of a switch and its sibling have in common is not multiplied out.
/// </summary>
/// <param name="sizes">How many values each variable has.</param>
internal sealed class Diagram(IReadOnlyList<int> sizes)
{
    public const int Never = 0;
    public const int Always = 1;

    private readonly List<(int Variable, EquatableArray<int> Next)> nodes = [(int.MaxValue, default), (int.MaxValue, default)];
    private readonly Dictionary<(int Variable, EquatableArray<int> Next), int> known = [];
    private readonly Dictionary<(int Left, int Right), int> both = [];
    private readonly Dictionary<(int Left, int Right), int> either = [];

    /// <summary>That a variable has one of some values.</summary>
    public int Of(int variable, IReadOnlyCollection<int> values) =>
        Node(variable, new(Enumerable.Range(0, sizes[variable]).Select(value => values.Contains(value) ? Always : Never)));

    /// <summary>That both hold.</summary>
    public int And(int left, int right) =>
        left == Never || right == Never ? Never
        : left == Always || left == right ? right
        : right == Always ? left
        : Combine(both, left, right, And);

    /// <summary>That one of them holds.</summary>
    public int Or(int left, int right) =>
        left == Always || right == Always ? Always
        : left == Never || left == right ? right
        : right == Never ? left
        : Combine(either, left, right, Or);

    private int Combine(Dictionary<(int Left, int Right), int> done, int left, int right, Func<int, int, int> combine)
    {
        (int, int) key = left < right ? (left, right) : (right, left);
        if (done.TryGetValue(key, out int result)) return result;
        int variable = Math.Min(nodes[left].Variable, nodes[right].Variable);
        result = Node(variable, new(Enumerable.Range(0, sizes[variable]).Select(value => combine(Next(left, variable, value), Next(right, variable, value)))));
        done.Add(key, result);
        return result;
    }

    private int Next(int node, int variable, int value) => nodes[node].Variable == variable ? nodes[node].Next[value] : node;

    private int Node(int variable, EquatableArray<int> next)
    {
        if (next.Distinct().Count() == 1) return next[0];
        if (known.TryGetValue((variable, next), out int node)) return node;
        node = nodes.Count;
        nodes.Add((variable, next));
        known.Add((variable, next), node);
        return node;
    }
}
