namespace Perdure;

/// <summary>Did you mean.</summary>
internal static class NearName
{
    /// <summary>The known name that is nearest to a written one; null where none is near: about every third letter may be wrong. Case, and an <c>Async</c> at the end, do not count.</summary>
    public static string? Find(string written, IReadOnlyList<string> known)
    {
        string wanted = Comparable(written);
        return known
            .Select(name => (Name: name, Distance: Distance(wanted, Comparable(name))))
            .Where(near => near.Distance <= (wanted.Length < 3 ? 0 : (wanted.Length + 2) / 3))
            .OrderBy(near => near.Distance)
            .Select(near => near.Name)
            .FirstOrDefault();
    }

    private static string Comparable(string name) => (name.EndsWith("Async", StringComparison.Ordinal) ? name[..^"Async".Length] : name).ToUpperInvariant();

    /// <summary>How many letters are wrong, missing or too many.</summary>
    private static int Distance(string a, string b)
    {
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            int[] current = [i, .. new int[b.Length]];
            for (var j = 1; j <= b.Length; j++) current[j] = Math.Min(last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(last[j], current[j - 1]) + 1);
            last = current;
        }

        return last[b.Length];
    }
}
