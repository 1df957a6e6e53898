using Perdure.Bench.Reporting;

namespace Perdure.Bench.Charts;

/// <summary>A bar: its parts one after the other, and how far the whole was spread.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Kind">The class of its colour.</param>
/// <param name="Value">Its length.</param>
internal sealed record Bar(string Name, string Kind, Spread Value)
{
    /// <summary>How much of it is another part, at its end.</summary>
    public double Second { get; init; }

    /// <summary>Whether it is a part of a whole, so that lengths are to be compared and not ratios.</summary>
    public bool IsPart { get; init; }
}

/// <summary>Horizontal bars with names at the left and values at the right.</summary>
internal static class BarChart
{
    private const double Width = 760;
    private const double Names = 250;
    private const double Values = 80;
    private const double Head = 44;
    private const double Row = 26;
    private const double Thick = 16;
    private const double Foot = 44;

    /// <summary>Draws them.</summary>
    /// <param name="title">What they show.</param>
    /// <param name="unit">The unit of the values.</param>
    /// <param name="bars">The bars, from top to bottom.</param>
    /// <param name="legend">What the colours mean, by class; those that no bar has are left out.</param>
    public static string Draw(string title, string unit, IReadOnlyList<Bar> bars, params IReadOnlyList<(string Kind, string Meaning)> legend)
    {
        var scale = bars.Any(bar => bar.Second > 0 || bar.IsPart)
            ? Scale.Linear(bars.Max(bar => bar.Value.Most))
            : Scale.For(bars.SelectMany(bar => new[] { bar.Value.Least, bar.Value.Most }));
        var bottom = Head + (bars.Count * Row);
        var svg = new Svg(Width, bottom + Foot, title);
        foreach (var tick in scale.Ticks)
        {
            svg.Line(X(tick), Head - 4, X(tick), bottom, "rule").Text(X(tick), bottom + 16, Numbers.FormatTick(tick), "faint", "middle");
        }

        svg.Text(Names, bottom + 34, scale.IsLogarithmic ? $"{unit}, logarithmic" : unit, "faint");
        AddLegend(svg, bottom + 34, legend.Where(entry => entry.Kind == "second" ? bars.Any(bar => bar.Second > 0) : bars.Any(bar => bar.Kind == entry.Kind)));
        for (var i = 0; i < bars.Count; i++)
        {
            Add(bars[i], Head + (i * Row) + ((Row - Thick) / 2));
        }

        return svg.ToString();

        void Add(Bar bar, double top)
        {
            var end = X(bar.Value.Median);
            svg.Text(Names - 10, top + 12.5, bar.Name, anchor: "end").Rectangle(Names, top, end - Names, Thick, bar.Kind);
            if (bar.Second > 0)
            {
                var from = X(bar.Value.Median - bar.Second);
                svg.Rectangle(from, top, end - from, Thick, "second");
            }

            if (bar.Value.Most > bar.Value.Least)
            {
                svg.Line(X(bar.Value.Least), top + (Thick / 2), X(bar.Value.Most), top + (Thick / 2), "whisker");
            }

            svg.Text(Math.Max(end, X(bar.Value.Most)) + 6, top + 12.5, Numbers.Format(bar.Value.Median));
        }

        double X(double value) => Names + (scale.At(value) * (Width - Names - Values));
    }

    /// <summary>From the right to the left, so that the unit has its room.</summary>
    private static void AddLegend(Svg svg, double baseline, IEnumerable<(string Kind, string Meaning)> entries)
    {
        const double Character = 7.4;
        var right = Width - 16;
        foreach (var (kind, meaning) in entries.Reverse())
        {
            svg.Text(right, baseline, meaning, "faint", "end");
            right -= (meaning.Length * Character) + 16;
            svg.Rectangle(right, baseline - 10, 11, 11, kind);
            right -= 14;
        }
    }
}
