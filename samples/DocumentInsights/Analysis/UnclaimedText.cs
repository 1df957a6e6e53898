namespace Documents.Analysis;

/// <summary>A text of which each part can be claimed once. What is claimed is gone for all that look later.</summary>
/// <param name="text">The text.</param>
internal sealed class UnclaimedText(string text)
{
    /// <summary>Stands where something was claimed: a code point that no text has, neither letter nor digit nor white space.</summary>
    public const char Claimed = '\uFFFF';

    private readonly char[] rest = text.ToCharArray();

    /// <summary>Claims all parts of one kind.</summary>
    /// <param name="kind">What to look for.</param>
    /// <returns>What was found, as it is written there, white space run together; without repetitions, in order of first appearance.</returns>
    public IReadOnlyList<string> Claim(EntityKind kind)
    {
        List<string> found = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var part in Find(kind))
        {
            rest.AsSpan(part).Fill(Claimed);
            var written = OnOneLine(text[part]);
            if (seen.Add(kind.Identity(written))) found.Add(written);
        }

        return found;
    }

    private static string OnOneLine(string part) => string.Join(' ', part.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private List<Range> Find(EntityKind kind)
    {
        List<Range> parts = [];
        foreach (var match in kind.Pattern.EnumerateMatches(rest))
        {
            if (kind.Trim(rest.AsSpan(match.Index, match.Length)) is var (offset, length) && length > 0)
            {
                parts.Add((match.Index + offset)..(match.Index + offset + length));
            }
        }

        return parts;
    }
}
