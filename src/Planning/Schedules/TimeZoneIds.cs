using System.Text.RegularExpressions;

namespace Perdure.Planning;

/// <summary>
/// Judges names of time zones by their shape: the list of zones belongs to the machine that runs the workflow, and not to the one that compiles it. Whether there is such a zone is asked when a worker starts.
/// </summary>
public static class TimeZoneIds
{
    private static readonly Regex Shape = new("^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant);

    private static readonly Regex Offset = new("^(UTC|GMT|Z)?\\s*[+-]\\s*[0-9]{1,2}(:?[0-9]{2})?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The names that Windows gives to the zones of most people.</summary>
    private static readonly Dictionary<string, string> OfWindows = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AUS Eastern Standard Time"] = "Australia/Sydney",
        ["Arabian Standard Time"] = "Asia/Dubai",
        ["Central America Standard Time"] = "America/Guatemala",
        ["Central Europe Standard Time"] = "Europe/Budapest",
        ["Central European Standard Time"] = "Europe/Warsaw",
        ["Central Standard Time"] = "America/Chicago",
        ["China Standard Time"] = "Asia/Shanghai",
        ["E. South America Standard Time"] = "America/Sao_Paulo",
        ["Eastern Standard Time"] = "America/New_York",
        ["GMT Standard Time"] = "Europe/London",
        ["GTB Standard Time"] = "Europe/Bucharest",
        ["India Standard Time"] = "Asia/Kolkata",
        ["Mountain Standard Time"] = "America/Denver",
        ["New Zealand Standard Time"] = "Pacific/Auckland",
        ["Pacific Standard Time"] = "America/Los_Angeles",
        ["Romance Standard Time"] = "Europe/Paris",
        ["Singapore Standard Time"] = "Asia/Singapore",
        ["South Africa Standard Time"] = "Africa/Johannesburg",
        ["Tokyo Standard Time"] = "Asia/Tokyo",
        ["W. Europe Standard Time"] = "Europe/Berlin",
    };

    /// <summary>Reads a name.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What is wrong with it.</returns>
    public static ScheduleTextReading Read(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        if (string.IsNullOrWhiteSpace(text)) return new ScheduleTextReading("which is empty", "UTC");
        if (Offset.IsMatch(text.Trim())) return new ScheduleTextReading("which is an offset, and knows no daylight saving time: name the zone, such as 'Europe/Berlin'");
        if (Shape.IsMatch(text)) return ScheduleTextReading.Fine;
        if (OfWindows.TryGetValue(text.Trim(), out string? zone)) return new ScheduleTextReading("which is the name that Windows gives to a time zone", zone);
        return text.IndexOf("Standard Time", StringComparison.OrdinalIgnoreCase) >= 0
            ? new ScheduleTextReading("which is the name that Windows gives to a time zone: write its IANA name, such as 'Europe/Berlin'")
            : new ScheduleTextReading("which is not shaped like 'Europe/Berlin'", Reshape(text));
    }

    /// <summary><c>america\new york</c> is <c>America/New_York</c>.</summary>
    private static string? Reshape(string text)
    {
        IEnumerable<string> parts = text.Trim().Replace('\\', '/').Split('/').Select(part => string.Join("_", part.Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries).Select(Capitalised)));
        string reshaped = string.Join("/", parts);
        if (reshaped.Length <= 3) reshaped = reshaped.ToUpperInvariant();
        return Shape.IsMatch(reshaped) && (reshaped.IndexOf('/') >= 0 || reshaped.Length <= 3) ? reshaped : null;
    }

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);
}
