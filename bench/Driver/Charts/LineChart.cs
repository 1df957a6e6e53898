using Perdure.Bench.Reporting;

namespace Perdure.Bench.Charts;

/// <summary>A figure over time.</summary>
internal static class LineChart
{
    private const double Width = 760;
    private const double Height = 316;
    private const double Left = 70;
    private const double Right = 740;
    private const double Top = 66;
    private const double Bottom = 266;

    /// <summary>Draws it.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="xUnit">The unit of the time.</param>
    /// <param name="yUnit">The unit of the figure.</param>
    /// <param name="points">The points, in order of time.</param>
    /// <param name="level">A level to compare with.</param>
    /// <param name="levelName">What that level is.</param>
    public static string Draw(string title, string xUnit, string yUnit, IReadOnlyList<(double X, double Y)> points, double level, string levelName)
    {
        var time = Scale.Linear(Math.Max(points.Max(point => point.X), 0.1));
        var figure = Scale.Linear(Math.Max(points.Max(point => point.Y), level));
        var svg = new Svg(Width, Height, title);
        foreach (var tick in figure.Ticks)
        {
            svg.Line(Left, Y(tick), Right, Y(tick), "rule").Text(Left - 8, Y(tick) + 4, Numbers.FormatTick(tick), "faint", "end");
        }

        foreach (var tick in time.Ticks)
        {
            svg.Text(X(tick), Bottom + 18, Numbers.FormatTick(tick), "faint", "middle");
        }

        svg.Text(Left, Bottom + 38, xUnit, "faint").Text(Left, Top - 12, yUnit, "faint");
        svg.Line(Left, Y(level), Right, Y(level), "whisker").Text(Right, Y(level) - 6, levelName, anchor: "end");
        svg.Path(points.Select(point => (X(point.X), Y(point.Y))), "line");
        foreach (var point in points)
        {
            svg.Dot(X(point.X), Y(point.Y), "ours");
        }

        return svg.ToString();

        double X(double value) => Left + (time.At(value) * (Right - Left));
        double Y(double value) => Bottom - (figure.At(value) * (Bottom - Top));
    }
}
