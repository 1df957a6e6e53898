namespace Perdure.Planning;

/// <summary>The turns of phrase that several messages share.</summary>
internal static class Wording
{
    /// <summary>How a message speaks of the workflow's input.</summary>
    public const string Input = "the workflow's input";

    /// <summary>More names than this make a message that nobody reads.</summary>
    private const int LongestList = 5;

    public static string Quoted(string name) => $"'{name}'";

    /// <summary><c>both 'A' and 'B'</c>, <c>'A', 'B' and 'C'</c>, <c>'A', 'B', 'C', 'D' and 7 others</c>.</summary>
    public static string Several(IReadOnlyList<string> phrases)
    {
        if (phrases.Count == 1) return phrases[0];
        return phrases.Count == 2 ? $"both {phrases[0]} and {phrases[1]}" : List(phrases);
    }

    /// <summary>The same without a word before two: <c>'A' and 'B'</c>.</summary>
    public static string List(IReadOnlyList<string> phrases)
    {
        if (phrases.Count == 1) return phrases[0];
        return phrases.Count <= LongestList
            ? $"{string.Join(", ", phrases.Take(phrases.Count - 1))} and {phrases[phrases.Count - 1]}"
            : $"{string.Join(", ", phrases.Take(LongestList - 1))} and {phrases.Count - LongestList + 1} others";
    }

    /// <summary><c>'A' → 'B' → 'A'</c>.</summary>
    public static string Path(IEnumerable<string> names) => string.Join(" → ", names.Select(Quoted));

    /// <summary><c>: did you mean 'Load'</c>, or nothing where there is no such name.</summary>
    public static string DidYouMean(string? suggestion) => suggestion is null ? "" : $": did you mean '{suggestion}'";
}
