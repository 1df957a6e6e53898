namespace Research;

/// <summary>What a text is compared by.</summary>
public static class Words
{
    private static readonly HashSet<string> Small = ["a", "and", "did", "does", "how", "in", "is", "it", "of", "the", "to", "was", "what", "where"];

    /// <summary>The words of a text that carry a meaning, in small letters.</summary>
    public static IEnumerable<string> Of(string text) => text
        .Split([' ', '\n', '.', ',', ';', '?', ':'], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.ToLowerInvariant())
        .Where(word => !Small.Contains(word));
}
