using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>Values and types as C# text.</summary>
internal static class CSharpText
{
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Literal(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string Literal(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Type(TypeDescription type) => type.IsNullable ? type.Key + "?" : type.Key;

    /// <summary>The type as a payload: a reference may always be null in JSON, so its nullability makes no other payload.</summary>
    public static string Payload(TypeDescription type) => type.IsValueType ? Type(type) : type.Key;

    /// <summary>A time span in the largest unit that has no fraction.</summary>
    public static string Literal(TimeSpan time)
    {
        (string Method, long Ticks)[] units =
        [
            ("FromDays", TimeSpan.TicksPerDay), ("FromHours", TimeSpan.TicksPerHour), ("FromMinutes", TimeSpan.TicksPerMinute),
            ("FromSeconds", TimeSpan.TicksPerSecond), ("FromMilliseconds", TimeSpan.TicksPerMillisecond),
        ];
        if (time == TimeSpan.Zero) return "global::System.TimeSpan.Zero";
        foreach ((string method, long ticks) in units)
        {
            if (time.Ticks % ticks == 0) return $"global::System.TimeSpan.{method}({(time.Ticks / ticks).ToString(CultureInfo.InvariantCulture)})";
        }

        return $"global::System.TimeSpan.FromTicks({time.Ticks.ToString(CultureInfo.InvariantCulture)})";
    }
}
