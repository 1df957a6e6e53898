using System.Globalization;
using System.Security;
using System.Text;

namespace Perdure.Bench.Charts;

/// <summary>Writes a drawing. Its colours follow the reader's: dark on light, or light on dark.</summary>
/// <param name="width">Its width in pixels.</param>
/// <param name="height">Its height.</param>
/// <param name="title">What it shows, also for those who do not see it.</param>
internal sealed class Svg(double width, double height, string title)
{
    private readonly StringBuilder body = new();

    public Svg Rectangle(double x, double y, double wide, double high, string kind) =>
        Add($"<rect class=\"{kind}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(Math.Max(0, wide))}\" height=\"{Number(high)}\" rx=\"2\"/>");

    public Svg Line(double x1, double y1, double x2, double y2, string kind) =>
        Add($"<line class=\"{kind}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>");

    public Svg Path(IEnumerable<(double X, double Y)> points, string kind) =>
        Add($"<polyline class=\"{kind}\" points=\"{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}\"/>");

    public Svg Dot(double x, double y, string kind) => Add($"<circle class=\"{kind}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3\"/>");

    public Svg Text(double x, double y, string text, string kind = "", string anchor = "start") =>
        Add($"<text{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    public override string ToString() =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{Number(width)}" height="{Number(height)}" viewBox="0 0 {Number(width)} {Number(height)}" role="img" aria-label="{Escape(title)}">
        <title>{Escape(title)}</title>
        <style>
        {Palette.Style}
        </style>
        <rect class="paper" width="100%" height="100%"/>
        <text class="title" x="16" y="26">{Escape(title)}</text>
        {this.body.ToString().TrimEnd()}
        </svg>

        """;

    internal static string Escape(string text) => SecurityElement.Escape(text);

    private static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private Svg Add(string element)
    {
        this.body.Append(element).Append('\n');
        return this;
    }
}
