using System.Globalization;

namespace Perdure.Planning;

/// <summary>What became of a written duration.</summary>
/// <param name="Value">The duration; null where it cannot be read.</param>
/// <param name="Problem">Else what is wrong, as the end of a sentence: <c>has no unit</c>.</param>
/// <param name="Suggestion">Else the form that was probably meant, where one can be told.</param>
public sealed record DurationReading(TimeSpan? Value, string? Problem, string? Suggestion);

/// <summary>Durations as they are written in attributes and documents: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c>. Every number has a unit.</summary>
public static class Durations
{
    /// <summary>The longest duration. Beyond it lie mistakes, and due times that no calendar holds.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(36_500);

    /// <summary>The units, from the longest to the shortest; a duration names each at most once, in this order.</summary>
    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration. Zero is one: whether it makes sense is for its place to say.</summary>
    /// <param name="text">The written duration.</param>
    /// <returns>The duration, or what is wrong with it.</returns>
    public static DurationReading Read(string? text)
    {
        if (text is null || string.IsNullOrWhiteSpace(text)) return Wrong("is empty");
        if (Parts(text) is { } parts) return Sum(parts) is { } value ? new DurationReading(value, null, null) : Wrong("is longer than a hundred years");
        if (text.TrimStart().StartsWith("-", StringComparison.Ordinal)) return Wrong("is negative");
        string problem = text.Trim().All(c => IsDigit(c) || c == '.') ? "has no unit" : "is no duration such as '30s' or '1h30m'";
        return Wrong(problem, DurationGuess.Of(text));
    }

    /// <summary>Writes a duration so that <see cref="Read"/> gives it back; what is shorter than a millisecond is dropped.</summary>
    /// <param name="value">The duration; not negative.</param>
    /// <returns>The shortest written form.</returns>
    public static string Format(TimeSpan value)
    {
        if (value < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(value));
        long rest = value.Ticks;
        var text = "";
        foreach ((string name, long ticks) in Units)
        {
            long count = rest / ticks;
            rest %= ticks;
            if (count > 0) text += count.ToString(CultureInfo.InvariantCulture) + name;
        }

        return text.Length > 0 ? text : "0s";
    }

    private static TimeSpan? Sum(List<(long Count, int Unit)> parts)
    {
        long total = 0;
        foreach ((long count, int unit) in parts)
        {
            // Compared before it is multiplied: the product may not fit.
            if (count > (Longest.Ticks - total) / Units[unit].Ticks) return null;
            total += count * Units[unit].Ticks;
        }

        return TimeSpan.FromTicks(total);
    }

    /// <summary>The numbers and their units, or null where the text is not well-formed. A number beyond all bounds comes back as the greatest there is.</summary>
    private static List<(long Count, int Unit)>? Parts(string text)
    {
        List<(long Count, int Unit)> parts = [];
        var at = 0;
        var next = 0;
        while (at < text.Length)
        {
            string digits = Run(text, at, IsDigit);
            string name = Run(text, at + digits.Length, c => c is >= 'a' and <= 'z');
            int unit = Array.FindIndex(Units, u => u.Name == name);
            if (digits.Length == 0 || unit < next) return null;
            parts.Add((long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : long.MaxValue, unit));
            at += digits.Length + name.Length;
            next = unit + 1;
        }

        return parts.Count > 0 ? parts : null;
    }

    private static string Run(string text, int start, Func<char, bool> belongs)
    {
        int end = start;
        while (end < text.Length && belongs(text[end])) end++;
        return text.Substring(start, end - start);
    }

    // Not char.IsDigit, which knows the digits of all scripts.
    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static DurationReading Wrong(string problem, string? suggestion = null) => new(null, problem, suggestion);
}
