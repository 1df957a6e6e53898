using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>Writes what was measured into the page: the text between its markers, and the charts beside it.</summary>
internal static class ReportPage
{
    public const string Begin = "<!-- measured: what stands from here to the end marker is written by bench/run -->";
    public const string End = "<!-- end of what was measured -->";

    public static async Task WriteAsync(Evidence evidence, string into)
    {
        Directory.CreateDirectory(into);
        var charts = ReportCharts.Draw(new Measured(evidence.Passes), evidence.Profile);
        foreach (var stale in Directory.EnumerateFiles(into, "*.svg"))
        {
            File.Delete(stale);
        }

        foreach (var chart in charts)
        {
            await File.WriteAllTextAsync(Path.Combine(into, $"{chart.Key}.svg"), chart.Value);
        }

        var page = Path.Combine(into, "README.md");
        var before = File.Exists(page) ? await File.ReadAllTextAsync(page) : $"# Performance\n\n{Begin}\n{End}\n";
        await File.WriteAllTextAsync(page, Place(before, new ReportText(evidence, charts.Keys.ToHashSet()).Write()));
    }

    /// <summary>Puts a text between the markers of a page.</summary>
    internal static string Place(string page, string text)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{page[..(begin + Begin.Length)]}\n\n{text.Trim()}\n\n{page[end..]}"
            : throw new InvalidOperationException($"The page lacks its markers '{Begin}' and '{End}'");
    }
}
