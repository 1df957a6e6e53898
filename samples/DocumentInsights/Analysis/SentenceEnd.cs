using System.Buffers;
using System.Collections.Frozen;

namespace Documents.Analysis;

/// <summary>Tells a full stop that ends a sentence from one that does not: in abbreviations, initials, decimals, list numbers and days.</summary>
internal static class SentenceEnd
{
    private const string WideStops = "。！？";
    private const string Openers = "\"'“‘«([{";
    private static readonly SearchValues<char> Stops = SearchValues.Create(".!?…" + WideStops);
    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'”’»)]}");

    /// <summary>What is always followed by the word that it belongs to.</summary>
    private static readonly FrozenSet<string> BeforeAName = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "mr", "mrs", "ms", "mx", "dr", "prof", "st", "mt", "rev", "hon", "gen", "col", "maj", "capt", "cmdr", "lt", "sgt", "gov", "sen", "rep",
        "vs", "cf", "e.g", "i.e", "viz", "approx", "ca", "no", "nos", "nr", "fig", "figs", "vol", "ed", "eds", "p", "pp", "sec", "ch", "art", "eq", "tel", "est");

    /// <summary>What can end a sentence as well; the word that follows tells.</summary>
    private static readonly FrozenSet<string> AnywhereInASentence = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "etc", "inc", "ltd", "co", "corp", "jr", "sr", "a.m", "p.m", "al", "dept");

    private static readonly FrozenSet<string> Months = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december");

    /// <summary>Whether a character can end a sentence.</summary>
    public static bool IsStop(char character) => Stops.Contains(character);

    /// <summary>Whether a character ends a sentence in a script that writes no space after it.</summary>
    public static bool IsWide(char character) => WideStops.Contains(character, StringComparison.Ordinal);

    /// <summary>Whether the last thing in a block is a full stop, with or without quotes and brackets after it.</summary>
    public static bool EndsWithStop(string block)
    {
        var last = block.AsSpan().LastIndexOfAnyExcept(Closers);
        return last >= 0 && IsStop(block[last]);
    }

    /// <summary>The position after a stop, the stops that follow it, and the quotes and brackets that close after them.</summary>
    public static int Skip(string block, int at)
    {
        while (at < block.Length && IsStop(block[at])) at++;
        while (at < block.Length && Closers.Contains(block[at])) at++;
        return at;
    }

    /// <summary>Whether a stop ends the sentence.</summary>
    /// <param name="block">A paragraph whose white space is single spaces.</param>
    /// <param name="start">Where the sentence starts.</param>
    /// <param name="at">The stop.</param>
    /// <param name="next">What <see cref="Skip"/> said.</param>
    public static bool IsEnd(string block, int start, int at, int next)
    {
        if (next == block.Length || IsWide(block[at])) return true;
        if (block[next] != ' ') return false;

        var following = block.AsSpan(next + 1).TrimStart(Openers);
        if (!following.IsEmpty && char.IsLower(following[0])) return false;
        if (block[at] != '.' || next - at > 1) return true;

        var sentence = block.AsSpan(start, at - start).TrimStart();
        var word = sentence[(sentence.LastIndexOf(' ') + 1)..].TrimStart(Openers);
        return !IsAbbreviation(word) && !IsOrdinal(word, isFirst: word.Length == sentence.Length, following);
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> word)
    {
        if (AnywhereInASentence.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)) return false;
        return IsInitials(word) || BeforeAName.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }

    /// <summary>"J" of "J. Doe", and "U.S" of "U.S. Army".</summary>
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        if (word.Length % 2 == 0) return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsUpper(word[i]) : word[i] != '.') return false;
        }

        return true;
    }

    /// <summary>"1" of "1. Open the valve", and "3" of "am 3. August".</summary>
    private static bool IsOrdinal(ReadOnlySpan<char> word, bool isFirst, ReadOnlySpan<char> following)
    {
        if (word.Length is 0 or > 2 || word.ContainsAnyExceptInRange('0', '9')) return false;

        var end = following.IndexOfAny(" .,;");
        var month = end < 0 ? following : following[..end];
        return isFirst || Months.GetAlternateLookup<ReadOnlySpan<char>>().Contains(month);
    }
}
