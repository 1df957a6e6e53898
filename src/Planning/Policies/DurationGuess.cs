using System.Globalization;
using System.Text.RegularExpressions;

namespace Perdure.Planning;

/// <summary>Guesses the duration that was meant by a text that is none: <c>30</c>, <c>24:00:00</c>, <c>1.5 hours</c>, <c>PT30S</c>.</summary>
internal static class DurationGuess
{
    private static readonly Regex Clock = new(@"^(?:(?<days>[0-9]{1,5})\.)?(?<hours>[0-9]{1,4}):(?<minutes>[0-9]{1,2})(?::(?<seconds>[0-9]{1,2})(?:\.(?<fraction>[0-9]{1,7}))?)?$", RegexOptions.CultureInvariant);
    private static readonly Regex Iso = new(@"^p(?<date>[0-9dw]*)(?:t(?<time>[0-9hms.]+))?$", RegexOptions.CultureInvariant);
    private static readonly Regex Words = new(@"^(?:(?<count>[0-9]{1,9}(?:\.[0-9]{1,6})?)(?<unit>[a-z]+))+$", RegexOptions.CultureInvariant);
    private static readonly Regex Bare = new(@"^[0-9]{1,9}(?:\.[0-9]{1,6})?$", RegexOptions.CultureInvariant);

    /// <summary>The text as it should have been written.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A duration, or null where there is no good guess.</returns>
    public static string? Of(string text)
    {
        string bare = new([.. text.Where(c => !char.IsWhiteSpace(c)).Select(char.ToLowerInvariant)]);
        return FromClock(bare) ?? FromSeconds(SecondsOf(bare) ?? SecondsOf(Iso.Replace(bare, "${date}${time}")));
    }

    // 24:00:00 is meant as 24 hours: TimeSpan.Parse reads 24 days. The hours stay hours, as they were written.
    private static string? FromClock(string text)
    {
        Match match = Clock.Match(text);
        if (!match.Success) return null;
        string written = string.Concat(
            Part(match.Groups["days"].Value, "d"),
            Part(match.Groups["hours"].Value, "h"),
            Part(match.Groups["minutes"].Value, "m"),
            Part(match.Groups["seconds"].Value, "s"),
            Part(match.Groups["fraction"].Value.PadRight(3, '0').Substring(0, 3), "ms"));
        return Durations.Read(written).Value is null ? null : written;
    }

    private static string Part(string digits, string unit) => digits.TrimStart('0') is { Length: > 0 } number ? number + unit : "";

    private static double? SecondsOf(string text)
    {
        // A number without a unit is one of seconds, as most configuration files have it.
        if (Bare.IsMatch(text)) return Number(text);
        Match match = Words.Match(text);
        if (!match.Success) return null;
        double seconds = 0;
        for (var i = 0; i < match.Groups["count"].Captures.Count; i++)
        {
            if (SecondsIn(match.Groups["unit"].Captures[i].Value) is not { } unit) return null;
            seconds += Number(match.Groups["count"].Captures[i].Value) * unit;
        }

        return seconds;
    }

    private static double? SecondsIn(string unit) => unit switch
    {
        "ms" or "msec" or "msecs" or "milli" or "millis" or "millisecond" or "milliseconds" => 0.001,
        "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => 3_600,
        "d" or "day" or "days" => 86_400,
        "w" or "wk" or "week" or "weeks" => 604_800,
        _ => null,
    };

    private static double Number(string digits) => double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static string? FromSeconds(double? seconds) => seconds >= 0.001 && seconds <= Durations.Longest.TotalSeconds
        ? Durations.Format(TimeSpan.FromMilliseconds(Math.Round(seconds.Value * 1_000)))
        : null;
}
