using System.Diagnostics;
using Shouldly;

namespace Documents.Tests.Agents;

/// <summary>Each case is a text and what is found in it, separated by <c>|</c>.</summary>
public sealed class EntityAgentTests
{
    [Theory]
    [InlineData("See https://example.org.", "https://example.org")]
    [InlineData("See https://example.org/a,b, then go on", "https://example.org/a,b")]
    [InlineData("(https://example.org/a)", "https://example.org/a")]
    [InlineData("https://example.org/wiki/Globe_(Lyra), and (see https://example.org/Globe_(Lyra))!", "https://example.org/wiki/Globe_(Lyra)|https://example.org/Globe_(Lyra)")]
    [InlineData("[the log](https://example.org/log?from=2026-03-12&to=2#end)", "https://example.org/log?from=2026-03-12&to=2#end")]
    [InlineData("<http://example.org/> and \"ftp://files.example.org/x\"", "http://example.org/|ftp://files.example.org/x")]
    [InlineData("www.example.org or WWW.EXAMPLE.ORG/a?", "www.example.org|WWW.EXAMPLE.ORG/a")]
    [InlineData("https://bücher.example/straße", "https://bücher.example/straße")]
    [InlineData("https://example.org/Path https://example.org/path https://example.org/Path", "https://example.org/Path|https://example.org/path")]
    [InlineData("https://user@example.org:8080/x", "https://user@example.org:8080/x")]
    [InlineData("http:// and https://, xhttp://example.org, awww.example.org", "")]
    public async Task FindsUrls(string text, string expected) => (await Ask.Entities(text)).Urls.ShouldBe(Split(expected));

    [Theory]
    [InlineData("Write to ops@example.org.", "ops@example.org")]
    [InlineData("a.b+c@mail.example.co.uk, <d_e@example.org>; (f@example.org)", "a.b+c@mail.example.co.uk|d_e@example.org|f@example.org")]
    [InlineData("mailto:ops@example.org", "ops@example.org")]
    [InlineData("Ops@Example.org is ops@example.org", "Ops@Example.org")]
    [InlineData("jürgen@müller.example", "jürgen@müller.example")]
    [InlineData("loans@museum.example's deputy", "loans@museum.example")]
    [InlineData("...ops@example.org", "ops@example.org")]
    [InlineData("ops@xn--bcher-kva.example and x@example.xn--p1ai", "ops@xn--bcher-kva.example|x@example.xn--p1ai")]
    [InlineData("a@b, @name, a@b.c, 2 @ 3.50, ops.@example.org, a@1.2", "")]
    public async Task FindsEmailAddresses(string text, string expected) => (await Ask.Entities(text)).Emails.ShouldBe(Split(expected));

    [Theory]
    [InlineData("on 2026-03-14.", "2026-03-14")]
    [InlineData("at 2026-03-14T09:26:53.589Z or 2026-03-14T09:26+01:00", "2026-03-14T09:26:53.589Z|2026-03-14T09:26+01:00")]
    [InlineData("14.03.2026, 3/14/2026, 14/3/2026, 2026/03/14", "14.03.2026|3/14/2026|14/3/2026|2026/03/14")]
    [InlineData("14 March 2026, 14th of March, 14. March 2026", "14 March 2026|14th of March|14. March 2026")]
    [InlineData("March 14, 2026; March 14th; March 2026; Sept. 3, 1931", "March 14, 2026|March 14th|March 2026|Sept. 3, 1931")]
    [InlineData("1 Feb 2026 and 12-14 March 2026", "1 Feb 2026|14 March 2026")]
    [InlineData("14 March\n2026 and 14  March 2026", "14 March 2026")]
    [InlineData("14 MARCH, may 5, 32 March, 29.02.2025, 2026-13-01, 00.00.2026, 1.2.3, 192.168.10.1", "")]
    [InlineData("29.02.2024", "29.02.2024")]
    [InlineData("March came, 14 people marched in 2026", "")]
    public async Task FindsDates(string text, string expected) => (await Ask.Entities(text)).Dates.ShouldBe(Split(expected));

    [Theory]
    [InlineData("call +44 20 7946 0958.", "+44 20 7946 0958")]
    [InlineData("+44 (0)20 7946 0958, +442079460959, +33 4 72 55 01 99", "+44 (0)20 7946 0958|+442079460959|+33 4 72 55 01 99")]
    [InlineData("(555) 010-4477, 555-010-4478, 555.010.4479, 1-800-555-0199, 555-0104", "(555) 010-4477|555-010-4478|555.010.4479|1-800-555-0199|555-0104")]
    [InlineData("030/5550 1234, 04 72 55 01 99, (030) 5550-99", "030/5550 1234|04 72 55 01 99|(030) 5550-99")]
    [InlineData("+44 20 7946 0958 or +44-20-7946-0958", "+44 20 7946 0958")]
    [InlineData("1,234,567, 1234567, 2019-2024, 10-20, 192.168.10.1, 978-3-16-148410-0, 4111 1111 1111 1111, 3.1415926, 007", "")]
    [InlineData("14.03.2026, 2026-03-14, 02:17, https://example.org/+442079460958", "")]
    public async Task FindsPhoneNumbers(string text, string expected) => (await Ask.Entities(text)).PhoneNumbers.ShouldBe(Split(expected));

    [Theory]
    [InlineData("37 entries, 184 amperes.", "37|184")]
    [InlineData("1,234,567.89 and 7,350.00 and 12’500", "1,234,567.89|7,350.00|12’500")]
    [InlineData("3.14, 3,5, 22.5 %, £85.50, 20cm", "3.14|3,5|22.5|85.50|20")]
    [InlineData("1,2,3", "1|2|3")]
    [InlineData("-5 and −6 and x -7, (-8), 10-20", "-5|−6|-7|-8|10|20")]
    [InlineData("6.02e23", "6.02e23")]
    [InlineData("4 and 4 and 4.0", "4|4.0")]
    [InlineData("version 1.2.3, 192.168.10.1, v2, COVID-19, 3rd, 21st, H2O, 7f3a, a_1", "")]
    [InlineData("at 02:17, 9:30 p.m., 14 March 2026, 2026-03-14T09:26Z, +44 20 7946 0958", "")]
    [InlineData("https://example.org/2026/37 and 37@example.org", "")]
    public async Task FindsNumbers(string text, string expected) => (await Ask.Entities(text)).Numbers.ShouldBe(Split(expected));

    [Theory]
    [InlineData("The crane in Quay 4", "The|Quay")]
    [InlineData("Søren Ångström, Étienne, Θεόδωρος, Łódź", "Søren|Ångström|Étienne|Θεόδωρος|Łódź")]
    [InlineData("Jean-Luc O'Neill's X-ray, NASA’s plan", "Jean-Luc|O'Neill|X-ray|NASA")]
    [InlineData("I saw A, B and the iPhone of McDonald. I'm here", "McDonald")]
    [InlineData("non-English", "English")]
    [InlineData("Quay Quay QUAY quay", "Quay|QUAY")]
    [InlineData("14 March 2026, in March, https://example.org/Path, Ops@Example.org", "March")]
    public async Task FindsCapitalizedWords(string text, string expected) => (await Ask.Entities(text)).CapitalizedWords.ShouldBe(Split(expected));

    [Fact]
    public async Task FindsEachKindInOneText()
    {
        var entities = await Ask.Entities("On 14 March 2026 Ada (ada@example.org, +44 20 7946 0958) read 3 pages of https://example.org/Notes.");

        entities.Dates.ShouldBe(["14 March 2026"]);
        entities.Emails.ShouldBe(["ada@example.org"]);
        entities.PhoneNumbers.ShouldBe(["+44 20 7946 0958"]);
        entities.Numbers.ShouldBe(["3"]);
        entities.Urls.ShouldBe(["https://example.org/Notes"]);
        entities.CapitalizedWords.ShouldBe(["On", "Ada"]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("a@")]
    [InlineData("a@a.")]
    [InlineData("a-")]
    [InlineData("A-a")]
    [InlineData("A'")]
    [InlineData("1")]
    [InlineData("1,234")]
    [InlineData("1.")]
    [InlineData("12 ")]
    [InlineData("+1 ")]
    [InlineData("(123) ")]
    [InlineData("http://a)")]
    [InlineData("www.")]
    [InlineData("14 March ")]
    [InlineData("'%+-")]
    [InlineData("\uFFFF")]
    public async Task NeedsTimeInProportionToTheText(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 500_000 / part.Length));
        var started = Stopwatch.GetTimestamp();

        await Ask.Entities(text);

        // A tenth of a second in practice. A pattern that backtracks over such a text needs hours, and its time limit throws.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static string[] Split(string expected) => expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
}
