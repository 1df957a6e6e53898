namespace Documents;

/// <summary>What a text names; each kind without repetitions, in order of first appearance.</summary>
/// <param name="Urls">Addresses on the web, without the punctuation of the sentence around them.</param>
/// <param name="Emails">E-mail addresses.</param>
/// <param name="Dates">Dates as written: 2026-03-14, 14.03.2026, 3/14/2026, 14 March 2026, March 14th.</param>
/// <param name="PhoneNumbers">Telephone numbers as written.</param>
/// <param name="Numbers">Numbers that are no part of any of the others.</param>
/// <param name="CapitalizedWords">Words of at least two letters that begin with an upper-case letter.</param>
public sealed record Entities(
    IReadOnlyList<string> Urls,
    IReadOnlyList<string> Emails,
    IReadOnlyList<string> Dates,
    IReadOnlyList<string> PhoneNumbers,
    IReadOnlyList<string> Numbers,
    IReadOnlyList<string> CapitalizedWords);
