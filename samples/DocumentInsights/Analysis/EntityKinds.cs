using System.Globalization;

namespace Documents.Analysis;

/// <summary>The kinds of things that a text names: what a pattern alone cannot say about them.</summary>
internal static class EntityKinds
{
    /// <summary>An address on the web. The case of its path matters, so it also tells two of them apart.</summary>
    public static EntityKind Url { get; } = new(EntityPatterns.Url(), TrimUrl, AsWritten);

    /// <summary>An e-mail address, whatever its case.</summary>
    public static EntityKind Email { get; } = new(EntityPatterns.Email(), TrimEmail, IgnoringCase);

    /// <summary>A date, with its time of day where the two are written as one.</summary>
    public static EntityKind Date { get; } = new(EntityPatterns.Date(), TrimDate, IgnoringCase);

    /// <summary>A time of day. It is not reported, but its digits are no numbers.</summary>
    public static EntityKind ClockTime { get; } = new(EntityPatterns.ClockTime(), Part.All, AsWritten);

    /// <summary>A telephone number, whatever stands between its digits.</summary>
    public static EntityKind PhoneNumber { get; } = new(EntityPatterns.PhoneNumber(), TrimPhoneNumber, Dialled);

    /// <summary>A number, with its sign, thousands separators and decimals.</summary>
    public static EntityKind Number { get; } = new(EntityPatterns.Number(), Part.All, AsWritten);

    /// <summary>A word of at least two letters that begins with an upper-case letter.</summary>
    public static EntityKind CapitalizedWord { get; } = new(EntityPatterns.CapitalizedWord(), Part.All, AsWritten);

    private static string AsWritten(string written) => written;

    private static string IgnoringCase(string written) => written.ToUpperInvariant();

    private static string Dialled(string written) => string.Concat(written.Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>Leaves the punctuation of the sentence outside, and a closing bracket that was opened outside.</summary>
    private static Part TrimUrl(ReadOnlySpan<char> match)
    {
        var length = match.Length;
        var unopened = match.Count(')') - match.Count('(');
        while (length > 0 && (".,;:!?'’\"…*_".Contains(match[length - 1], StringComparison.Ordinal) || (match[length - 1] == ')' && unopened > 0)))
        {
            if (match[length - 1] == ')') unopened--;
            length--;
        }

        return new Part(0, length);
    }

    /// <summary>Leaves stray punctuation before the name outside; the last part of the domain is letters.</summary>
    private static Part TrimEmail(ReadOnlySpan<char> match)
    {
        var offset = match.IndexOfAnyExcept(".'%+-");
        var topLevel = match[(match.LastIndexOf('.') + 1)..];
        var isDomain = topLevel.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) || (topLevel.Length >= 2 && IsLetters(topLevel));
        var isName = match[match.IndexOf('@') - 1] != '.';
        return isDomain && isName ? new Part(offset, match.Length - offset) : Part.Nothing;

        static bool IsLetters(ReadOnlySpan<char> text)
        {
            foreach (var character in text)
            {
                if (!char.IsLetter(character)) return false;
            }

            return true;
        }
    }

    /// <summary>A date of digits alone needs a day that the month has; whether it is the day that comes first is unknown.</summary>
    private static Part TrimDate(ReadOnlySpan<char> match)
    {
        var separator = match.IndexOfAnyExceptInRange('0', '9');
        if (!char.IsAsciiDigit(match[0]) || !"-./".Contains(match[separator], StringComparison.Ordinal) || !char.IsAsciiDigit(match[separator + 1])) return Part.All(match);

        Span<Range> fields = stackalloc Range[3];
        var date = match[..Math.Min(match.Length, 10)];
        date.Split(fields, match[separator]);
        var isYearFirst = separator == 4;
        var (year, first, second) = isYearFirst ? (Field(date, fields[0]), Field(date, fields[1]), Field(date, fields[2])) : (Field(date, fields[2]), Field(date, fields[0]), Field(date, fields[1]));
        var exists = IsDay(year, first, second) || (!isYearFirst && IsDay(year, second, first));
        return exists ? Part.All(match) : Part.Nothing;

        static int Field(ReadOnlySpan<char> date, Range field) => int.Parse(date[field], NumberStyles.None, CultureInfo.InvariantCulture);
        static bool IsDay(int year, int month, int day) => year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    /// <summary>Seven digits at least, and no more than the fifteen that the telephone network allows.</summary>
    private static Part TrimPhoneNumber(ReadOnlySpan<char> match)
    {
        var digits = 0;
        foreach (var character in match)
        {
            if (char.IsAsciiDigit(character)) digits++;
        }

        return digits is >= 7 and <= 15 ? Part.All(match) : Part.Nothing;
    }
}
