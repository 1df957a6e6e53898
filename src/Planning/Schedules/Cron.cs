using System.Globalization;
using System.Text.RegularExpressions;
using Perdure.Schedules;

namespace Perdure.Planning;

/// <summary>What became of a text of a schedule.</summary>
/// <param name="Problem">What is wrong, as the end of a sentence: <c>which never fires</c>; null: nothing.</param>
/// <param name="Suggestion">What was probably meant, where it can be told.</param>
public sealed record ScheduleTextReading(string? Problem, string? Suggestion = null)
{
    /// <summary>Nothing is wrong.</summary>
    public static ScheduleTextReading Fine { get; } = new((string?)null);
}

/// <summary>Judges cron expressions: what is wrong with one, and in which of its fields.</summary>
public static class Cron
{
    private static readonly string[] Macros =
        ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@every_minute", "@every_second"];

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>The fields, the second first.</summary>
    private static readonly Field[] Known =
    [
        new("second", "0 to 59", []),
        new("minute", "0 to 59", []),
        new("hour", "0 to 23", []),
        new("day of month", "1 to 31, L for the last one and W for the nearest working day", []),
        new("month", "1 to 12 or JAN to DEC", Months),
        new("day of week", "0 to 7 or SUN to SAT", Days),
    ];

    private static readonly Regex Word = new("[A-Za-z]{2,}", RegexOptions.CultureInvariant);

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What is wrong with it.</returns>
    public static ScheduleTextReading Read(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        if (string.IsNullOrWhiteSpace(text)) return new ScheduleTextReading("which is empty");
        if (CronText.Parse(text) is { } expression) return CronText.Fires(expression) ? ScheduleTextReading.Fine : new ScheduleTextReading("which never fires");

        string trimmed = text.Trim();
        if (trimmed[0] == '@') return new ScheduleTextReading($"which is none of the macros {Macros[0]}, {string.Join(", ", Macros.Skip(2).Where(macro => macro != "@midnight"))}", NearNames.Find(trimmed, Macros));
        string[] fields = CronText.Fields(text);
        return fields.Length is 5 or 6 ? FindWrong(fields, Known.Length - fields.Length) ?? new ScheduleTextReading("which is no cron expression") : WrongCount(fields);
    }

    private static ScheduleTextReading WrongCount(string[] fields)
    {
        string count = fields.Length.ToString(CultureInfo.InvariantCulture);
        string problem = $"which has {count} {(fields.Length == 1 ? "field" : "fields")}, and takes five (minute, hour, day of month, month, day of week), or six with the second before them";

        // Some programs want a year as the seventh.
        string withoutYear = string.Join(" ", fields.Take(6));
        return new ScheduleTextReading(problem, fields.Length == 7 && CronText.Parse(withoutYear) is not null ? withoutYear : null);
    }

    /// <summary>The first field that cannot be read by itself, and of its list the first item.</summary>
    private static ScheduleTextReading? FindWrong(string[] fields, int skipped)
    {
        for (var at = 0; at < fields.Length; at++)
        {
            foreach (string item in fields[at].Split(','))
            {
                if (CronText.Parse(With(Stars(fields.Length), at, item)) is not null) continue;
                Field field = Known[skipped + at];
                return new ScheduleTextReading($"whose {field.Name} '{item}' is not made of {field.Range}", Mend(fields, at, field.Names));
            }
        }

        return null;
    }

    /// <summary>The expression with the names of a field as they should have been written.</summary>
    private static string? Mend(string[] fields, int at, string[] names)
    {
        if (names.Length == 0) return null;
        string mended = With(fields, at, Word.Replace(fields[at], word => NameOf(word.Value.ToUpperInvariant(), names) ?? word.Value));
        return CronText.Parse(mended) is not null ? mended : null;
    }

    /// <summary><c>MONDAY</c> is MON, and <c>FRU</c> may be FRI.</summary>
    private static string? NameOf(string word, string[] names) =>
        Array.Find(names, name => word.StartsWith(name, StringComparison.Ordinal)) ?? NearNames.Find(word, names);

    private static string[] Stars(int count) => [.. Enumerable.Repeat("*", count)];

    private static string With(string[] fields, int at, string field) => string.Join(" ", fields.Select((old, index) => index == at ? field : old));

    private sealed record Field(string Name, string Range, string[] Names);
}
