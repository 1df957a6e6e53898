namespace Perdure.Bench.Charts;

/// <summary>The colours of a drawing: written out for each kind, because not every reader of drawings knows variables.</summary>
internal static class Palette
{
    private const string Fixed = """
        text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
        .title { font-size: 15px; font-weight: 600; }
        .rule { stroke-width: 1; }
        .whisker { stroke-width: 1.5; }
        .line { fill: none; stroke-width: 2; }
        """;

    private static readonly (string Kind, string Property, string Light, string Dark)[] Colours =
    [
        (".paper", "fill", "#ffffff", "#0d1117"),
        ("text", "fill", "#1f2328", "#f0f6fc"),
        (".faint", "fill", "#59636e", "#9198a1"),
        (".rule", "stroke", "#d1d9e0", "#3d444d"),
        (".whisker", "stroke", "#1f2328", "#f0f6fc"),
        (".line", "stroke", "#0969da", "#4493f8"),
        (".ours", "fill", "#0969da", "#4493f8"),
        (".second", "fill", "#80ccff", "#1f4d85"),
        (".engine", "fill", "#8c959f", "#6e7681"),
        (".queue", "fill", "#d4a72c", "#9e6a03"),
        (".limit", "fill", "#4ac26b", "#238636"),
    ];

    /// <summary>The style sheet of a drawing.</summary>
    public static string Style { get; } =
        $$"""
        {{Fixed}}
        {{Rules(colour => colour.Light)}}
        @media (prefers-color-scheme: dark) {
        {{Rules(colour => colour.Dark)}}
        }
        """;

    private static string Rules(Func<(string Kind, string Property, string Light, string Dark), string> shade) =>
        string.Join('\n', Colours.Select(colour => $"{colour.Kind} {{ {colour.Property}: {shade(colour)}; }}"));
}
