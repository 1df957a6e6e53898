using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Perdure.Planning;

/// <summary>Guesses the duration that was meant by a text that is none: <c>30</c>, <c>24:00:00</c>, <c>1.5 hours</c>, <c>PT30S</c>.</summary>
internal static class DurationGuess
{
    private static readonly Regex Clock = new(@"^(?:(\d{1,5})\.)?(\d{1,4}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$", RegexOptions.CultureInvariant);
    private static readonly Regex Words = new(@"^(?:(\d{1,9}(?:\.\d{1,6})?)([a-zµ]*))+$", RegexOptions.CultureInvariant);

    /// <summary>The text as it should have been written.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A duration, or null where there is no good guess.</returns>
    public static string? Of(string text)
    {
        string bare = new([.. text.Where(c => !char.IsWhiteSpace(c) && c is not (',' or '_')).Select(char.ToLowerInvariant)]);
        TimeSpan? meant = FromClock(bare) ?? FromIso(bare) ?? FromWords(bare);
        return meant is { } value && value > TimeSpan.Zero && value <= Durations.Longest ? Durations.Format(value) : null;
    }

    // 24:00:00 means a day here: TimeSpan.Parse reads 24 days, which nobody means.
    private static TimeSpan? FromClock(string text)
    {
        Match match = Clock.Match(text);
        if (!match.Success) return null;
        double days = Number(match.Groups[1].Value);
        double hours = Number(match.Groups[2].Value);
        double minutes = Number(match.Groups[3].Value);
        double seconds = Number(match.Groups[4].Value) + Number("0." + match.Groups[5].Value);
        return FromSeconds((((((days * 24) + hours) * 60) + minutes) * 60) + seconds);
    }

    private static TimeSpan? FromIso(string text)
    {
        if (!text.StartsWith("p", StringComparison.Ordinal)) return null;
        try
        {
            return XmlConvert.ToTimeSpan(text.ToUpperInvariant());
        }
        catch (FormatException)
        {
            // No ISO 8601 duration either; there is no Try form of it.
            return null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static TimeSpan? FromWords(string text)
    {
        Match match = Words.Match(text);
        if (!match.Success) return null;
        double seconds = 0;
        for (var i = 0; i < match.Groups[1].Captures.Count; i++)
        {
            if (SecondsIn(match.Groups[2].Captures[i].Value) is not { } unit) return null;
            seconds += Number(match.Groups[1].Captures[i].Value) * unit;
        }

        return FromSeconds(seconds);
    }

    // A number without a unit is one of seconds, as most configuration files have it.
    private static double? SecondsIn(string unit) => unit switch
    {
        "ms" or "msec" or "msecs" or "milli" or "millis" or "millisecond" or "milliseconds" => 0.001,
        "" or "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => 3_600,
        "d" or "day" or "days" => 86_400,
        "w" or "wk" or "week" or "weeks" => 604_800,
        _ => null,
    };

    private static double Number(string digits) => digits.Length == 0 ? 0 : double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static TimeSpan? FromSeconds(double seconds) =>
        seconds <= Durations.Longest.TotalSeconds ? TimeSpan.FromMilliseconds(Math.Round(seconds * 1_000)) : null;
}
