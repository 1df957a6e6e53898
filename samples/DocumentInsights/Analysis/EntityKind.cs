using System.Text.RegularExpressions;

namespace Documents.Analysis;

/// <summary>The part of a match that counts.</summary>
/// <param name="Offset">Where it begins in the match.</param>
/// <param name="Length">How long it is; 0 where the match is none after all.</param>
internal readonly record struct Part(int Offset, int Length)
{
    /// <summary>No match after all.</summary>
    public static Part Nothing => default;

    /// <summary>All of a match.</summary>
    public static Part All(ReadOnlySpan<char> match) => new(0, match.Length);
}

/// <summary>Says which part of a match counts.</summary>
/// <param name="match">The match.</param>
internal delegate Part TrimMatch(ReadOnlySpan<char> match);

/// <summary>Something that can be found in a text.</summary>
/// <param name="Pattern">What it looks like.</param>
/// <param name="Trim">Which part of a match counts.</param>
/// <param name="Identity">Two that have the same are the same.</param>
internal sealed record EntityKind(Regex Pattern, TrimMatch Trim, Func<string, string> Identity);
