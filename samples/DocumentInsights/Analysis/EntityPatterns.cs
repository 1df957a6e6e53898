using System.Text.RegularExpressions;

namespace Documents.Analysis;

/// <summary>
/// What the kinds look like. Any text must be safe to look into, so no pattern backtracks over a long run: groups are atomic,
/// and what precedes a match is looked at, so that a run is tried from its start only. The time limit is the second fence.
/// </summary>
internal static partial class EntityPatterns
{
    private const int Milliseconds = 5_000;
    private const RegexOptions Verbose = RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string Month =
        "(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sep(t(ember)?)?|Oct(ober)?|Nov(ember)?|Dec(ember)?)\\b\\.?";

    private const string Day = "([12][0-9]|3[01]|0?[1-9])(st|nd|rd|th)?\\b";

    /// <summary>With a scheme, or beginning with www; up to white space, quotes or angle brackets.</summary>
    [GeneratedRegex("""
        (?<![\p{L}\p{M}\p{N}@._/-])
        ((https?|ftp)://|www\.) (?=[\p{L}\p{N}\[])
        (?>[^\s<>"“”«»\]\[{}|\\^`\uFFFF]+)
        """, Verbose | RegexOptions.IgnoreCase, Milliseconds)]
    public static partial Regex Url();

    /// <summary>A name, @, and a domain of at least two parts.</summary>
    [GeneratedRegex("""
        (?<![\p{L}\p{M}\p{N}._%+'-])
        (?>[.'%+-]*) (?>[\p{L}\p{M}\p{N}._%+'-]+)
        @ (?>[\p{L}\p{N}]+(-+[\p{L}\p{N}]+)*) (?>(\.[\p{L}\p{N}]+(-+[\p{L}\p{N}]+)*)+)
        """, Verbose, Milliseconds)]
    public static partial Regex Email();

    /// <summary>ISO 8601, digits between full stops or slashes, and written out in either order.</summary>
    [GeneratedRegex($$"""
        ( (?<![\p{L}\p{M}0-9_.,:/+-])
          ( [0-9]{4}-[0-9]{2}-[0-9]{2} (T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?
          | [0-9]{4}/[0-9]{1,2}/[0-9]{1,2}
          | [0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}
          | [0-9]{1,2}/[0-9]{1,2}/[0-9]{4} )
        | (?<![\p{L}\p{M}0-9_.:/])
          ( {{Day}}\.?\s{1,2}(of\s)?{{Month}}(,?\s{1,2}[0-9]{4}(?![0-9]))?
          | {{Month}}\s{1,2}({{Day}}(,?\s{1,2}[0-9]{4}(?![0-9]))?|[0-9]{4}) ) )
        (?![\p{L}0-9_]|[./:-][0-9])
        """, Verbose, Milliseconds)]
    public static partial Regex Date();

    /// <summary>Hours and minutes, on either clock.</summary>
    [GeneratedRegex("""
        (?<![\p{L}\p{N}.,:/])
        ([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?
        (\s?[AaPp]\.?[Mm]\b)?
        (?![\p{L}\p{N}]|:[0-9])
        """, Verbose, Milliseconds)]
    public static partial Regex ClockTime();

    /// <summary>
    /// International (+44 20 …), with an area code in brackets or with a leading zero, and the two North American forms (555-010-4477, 555-0104).
    /// Groups of at least two digits (but for an area code of one: +33 4 …); one character at most between two of them.
    /// </summary>
    [GeneratedRegex("""
        (?<![\p{L}\p{M}\p{N}+._/-])
        ( \+[1-9][0-9]{0,2}([./\ \u00A0-][0-9](?![0-9]))?
        | \([0-9]{2,5}\)
        | 0[0-9]{1,4}
        | (1[-.\ ])?[2-9][0-9]{2}(?=(?<gap>[-.\ \u00A0])[0-9]{3}\k<gap>[0-9]{4}(?![0-9]))
        | [2-9][0-9]{2}(?=-[0-9]{4}(?![0-9]|-[0-9])) )
        (?>([./\ \u00A0\u2011-]?(\([0-9]{1,5}\)[\ \u00A0]?)?[0-9]{2,})+)
        (?![\p{L}_])
        """, Verbose, Milliseconds)]
    public static partial Regex PhoneNumber();

    /// <summary>With thousands separators (1,234,567.89), decimals (3.14 or 3,5), an exponent; not inside a word, a version (1.2.3) or an ordinal (3rd).</summary>
    [GeneratedRegex("""
        (?<![\p{L}\p{M}\p{N}_]|\p{L}-|[0-9][.:])
        ((?<=(^|[\s(\[=<>~]))[+−-])?
        ( (?<![0-9],)[0-9]{1,3}([,'’\u00A0\u202F][0-9]{3})+(\.(?>[0-9]+))?
        | (?>[0-9]+)\.(?>[0-9]+)
        | (?<![0-9],)(?>[0-9]+),[0-9]{1,2}(?!,[0-9])
        | (?>[0-9]+) )
        ([eE][+-]?[0-9]{1,4})?
        (?![0-9]|[.:][0-9]|(st|nd|rd|th)\b|\p{L}{1,30}[0-9])
        """, Verbose, Milliseconds)]
    public static partial Regex Number();

    /// <summary>With what apostrophes and hyphens tie to it, but without a possessive s.</summary>
    [GeneratedRegex("""
        (?<![\p{L}\p{M}\p{N}_])
        [\p{Lu}\p{Lt}]\p{M}* (\p{L}|['’]\p{Lu}|-\p{L}) (?>[\p{L}\p{M}\p{N}]*)
        (?>((-|['’](?![sS]\b))\p{L}[\p{L}\p{M}\p{N}]*)*)
        """, Verbose, Milliseconds)]
    public static partial Regex CapitalizedWord();
}
