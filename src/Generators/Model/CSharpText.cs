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

    /// <summary>A value that a case names, as a constant of its type.</summary>
    public static string Literal(CaseDescription value, TypeDescription type, SwitchKind kind)
    {
        if (kind is SwitchKind.Enum or SwitchKind.Flags)
        {
            string name = value.Display.Substring(value.Display.LastIndexOf('.') + 1);
            return SyntaxFacts.IsValidIdentifier(name) ? $"{type.Key}.{Identifiers.Escape(name)}" : $"({type.Key})({value.Value})";
        }

        return type.Key switch
        {
            "string" => Literal(value.Value),
            "char" => SymbolDisplay.FormatLiteral(value.Value[0], quote: true),
            _ => value.Value,
        };
    }

    /// <summary>A literal of a description, as a value of a type.</summary>
    public static string Literal(LiteralDescription literal, TypeDescription type) => literal.Kind switch
    {
        LiteralKind.Text => Literal(literal.Text),
        LiteralKind.Member => $"{type.Key}.{Identifiers.Escape(literal.Text)}",
        LiteralKind.Number => $"({type.Key})({Number(literal.Text, isFloating: type.Key is "double" or "float")})",
        _ => literal.Text,
    };

    /// <summary>A number that nobody has made a value of a type yet, as it is compared.</summary>
    public static string Number(string text, bool isFloating) => isFloating
        ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) + "d"
        : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "m";

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
