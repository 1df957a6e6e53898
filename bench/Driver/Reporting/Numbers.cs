using System.Globalization;

namespace Perdure.Bench.Reporting;

/// <summary>Numbers as people read them: three digits that count, thousands apart.</summary>
internal static class Numbers
{
    public static string Format(double value)
    {
        var size = Math.Abs(value);
        var decimals = size switch
        {
            0 => 0,
            >= 100 => 0,
            >= 10 => 1,
            >= 1 => 2,
            >= 0.1 => 3,
            _ => 4,
        };
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A round number: what stands at an axis.</summary>
    public static string FormatTick(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    public static string Format(double? value, string unit = "") => value is { } number ? $"{Format(number)}{unit}" : "–";

    /// <summary>The middle, and in parentheses the least and the most where they differ.</summary>
    public static string Format(Spread? spread) => spread switch
    {
        null => "–",
        { } one when Format(one.Least) == Format(one.Most) => Format(one.Median),
        { } many => $"{Format(many.Median)} ({Format(many.Least)} … {Format(many.Most)})",
    };
}
