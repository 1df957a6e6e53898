using System.Globalization;

namespace Perdure;

/// <summary>What a run is found by, as text.</summary>
internal static class TagText
{
    private const int LongestName = 100;
    private const int LongestValue = 1_000;

    /// <summary>The result of a step as the value of a tag: in the invariant culture, so that it is the same on each machine. Null: it gives none.</summary>
    public static string? Of(object? result) => result switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(result, CultureInfo.InvariantCulture),
    };

    /// <summary>The result of a step as the value of its tag; null: it gives none.</summary>
    /// <exception cref="NonRetryableException">It is no value that a tag can have.</exception>
    public static string? Of(string stepId, string name, object? result)
    {
        if (Of(result) is not { } value) return null;
        return FindProblem(name, value) is { } problem ? throw new NonRetryableException($"The result of step '{stepId}' is the tag '{name}', {problem}") : value;
    }

    /// <summary>What keeps a tag from being stored, and what to do; null: nothing.</summary>
    public static string? FindProblem(string name, string? value)
    {
        if (name.Length is 0 or > LongestName) return $"whose name has {name.Length} characters: it has from 1 to {LongestName}";
        if (value is null) return "whose value is null: leave it out";
        if (value.Length > LongestValue) return $"whose value has {value.Length} characters: it has at most {LongestValue}";
        return name.Contains('\0') || value.Contains('\0') ? "which has a character U+0000 that PostgreSQL cannot store: leave it out" : null;
    }
}
