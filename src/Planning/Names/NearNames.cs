namespace Perdure.Planning;

/// <summary>Did you mean: finds the name that was probably meant.</summary>
public static class NearNames
{
    /// <summary>The known name that is nearest to a written one, by the number of letters that are wrong, missing, too many or in the wrong order.</summary>
    /// <param name="written">The written name.</param>
    /// <param name="known">The names there are; of equally near ones the first is taken.</param>
    /// <returns>The nearest name, or null where none is near: about every third letter may be wrong. Case and an <c>Async</c> at the end do not count.</returns>
    public static string? Find(string written, IEnumerable<string> known)
    {
        if (written is null) throw new ArgumentNullException(nameof(written));
        if (known is null) throw new ArgumentNullException(nameof(known));
        string wanted = Comparable(written);
        string? nearest = null;
        int best = Tolerance(wanted.Length) + 1;
        foreach (string name in known)
        {
            if (name == written) continue;
            int distance = Distance(wanted, Comparable(name), best);
            if (distance >= best) continue;
            nearest = name;
            best = distance;
        }

        return nearest;
    }

    // With one or two letters, every other name of that length would be near.
    private static int Tolerance(int length) => length < 3 ? 0 : (length + 2) / 3;

    private static string Comparable(string name) => Names.StepId(name).ToUpperInvariant();

    /// <summary>The edit distance with transpositions of neighbours; <paramref name="limit"/> where it is not below that.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit) return limit;
        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        int[] current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return Math.Min(last[b.Length], limit);
    }
}
