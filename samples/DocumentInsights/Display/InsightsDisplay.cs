using System.Globalization;
using Spectre.Console;

namespace Documents.Display;

/// <summary>Shows the insights into a document.</summary>
/// <param name="console">Where.</param>
internal sealed class InsightsDisplay(IAnsiConsole console)
{
    /// <summary>Of each kind; all of them are in the database.</summary>
    private const int Most = 40;

    /// <summary>Shows the key sentences and what the document names.</summary>
    public void Show(string document, Insights insights)
    {
        var (summary, entities) = insights;
        console.Write(new Rule($"[bold]{Markup.Escape(document)}[/]").LeftJustified());
        console.WriteLine(summary.Text);
        console.WriteLine();

        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Add("length", Length(summary));
        Add("URLs", Joined(entities.Urls));
        Add("e-mail addresses", Joined(entities.Emails));
        Add("dates", Joined(entities.Dates, "; "));
        Add("phone numbers", Joined(entities.PhoneNumbers));
        Add("numbers", Joined(entities.Numbers, "; "));
        Add("capitalised words", Joined(entities.CapitalizedWords));
        console.Write(grid);
        console.WriteLine();

        void Add(string name, string value) => grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(value));
    }

    private static string Length(Summary summary)
    {
        var (from, to) = (summary.Original, summary.Shortened);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{from.Characters:N0} → {to.Characters:N0} characters, {from.Words:N0} → {to.Words:N0} words, {from.Sentences:N0} → {to.Sentences:N0} sentences; ratio {summary.CompressionRatio:0.###}");
    }

    private static string Joined(IReadOnlyList<string> found, string separator = ", ") => found.Count switch
    {
        0 => "none",
        <= Most => string.Join(separator, found),
        _ => $"{string.Join(separator, found.Take(Most))} and {found.Count - Most} more",
    };
}
