using System.Globalization;

namespace Perdure.Planning;

/// <summary>Which literals are of which types.</summary>
internal static class Literals
{
    private static readonly Dictionary<string, (decimal Least, decimal Most)> Integers = new(StringComparer.Ordinal)
    {
        ["sbyte"] = (sbyte.MinValue, sbyte.MaxValue),
        ["byte"] = (byte.MinValue, byte.MaxValue),
        ["short"] = (short.MinValue, short.MaxValue),
        ["ushort"] = (ushort.MinValue, ushort.MaxValue),
        ["int"] = (int.MinValue, int.MaxValue),
        ["uint"] = (uint.MinValue, uint.MaxValue),
        ["long"] = (long.MinValue, long.MaxValue),
        ["ulong"] = (ulong.MinValue, ulong.MaxValue),
    };

    /// <summary>How a message calls a literal.</summary>
    public static string Called(LiteralDescription literal) => literal.Kind switch
    {
        LiteralKind.Text => "a text",
        LiteralKind.Number => "a number",
        LiteralKind.Bool => "true or false",
        _ => "null",
    };

    /// <summary>Whether values of a type are compared as floating-point numbers.</summary>
    public static bool IsFloating(TypeDescription type) => type.Key is "double" or "float";

    /// <summary>Whether it is a type of whole numbers.</summary>
    public static bool IsInteger(TypeDescription type) => Integers.ContainsKey(type.Key);

    /// <summary>Whether it is a type of numbers.</summary>
    public static bool IsNumber(TypeDescription type) => IsFloating(type) || type.Key == "decimal" || IsInteger(type);

    /// <summary>Whether a number can be compared with values of a type.</summary>
    public static bool Compares(LiteralDescription literal, TypeDescription type) =>
        literal.Kind == LiteralKind.Number && IsNumber(type) && (IsFloating(type) ? IsFinite(literal.Text) : IsDecimal(literal.Text, out _));

    /// <summary>The literal as a value of a type.</summary>
    /// <param name="literal">The literal.</param>
    /// <param name="type">The type.</param>
    /// <param name="conversions">Knows the members of enums.</param>
    /// <param name="problem">Why it is none, as what follows its place in a message; null: it is.</param>
    /// <returns>The literal, of an enum the member that it names; null: it is no value of the type.</returns>
    public static LiteralDescription? As(LiteralDescription literal, TypeDescription type, ITypeConversions conversions, out string? problem)
    {
        problem = null;
        if (literal.Kind == LiteralKind.Text && Enumeration(type, conversions) is { } values)
        {
            string[] names = [.. values.Values.Select(MemberName)];
            if (Array.Find(names, name => string.Equals(name, literal.Text, StringComparison.OrdinalIgnoreCase)) is { } member) return new LiteralDescription(LiteralKind.Member, member);
            problem = $"names '{literal.Text}', which '{type.Display}' does not have{Wording.DidYouMean(NearNames.Find(literal.Text, names))}";
            return null;
        }

        bool fits = literal.Kind switch
        {
            LiteralKind.Text => type.Key == "string",
            LiteralKind.Bool => type.Key == "bool",
            LiteralKind.Null => type.IsNullable,
            LiteralKind.Number => IsFloating(type) ? IsFinite(literal.Text) : IsDecimal(literal.Text, out decimal number) && (type.Key == "decimal" || IsWhole(number, type.Key)),
            _ => false,
        };
        if (!fits) problem = $"is {Called(literal)}{(literal.Kind == LiteralKind.Number && IsNumber(type) ? $" ({literal.Text})" : "")}, which is no '{type.DisplayWithNullability}'";
        return fits ? literal : null;
    }

    /// <summary>The literal as a case of what decides.</summary>
    public static CaseDescription? AsCase(LiteralDescription literal, TypeDescription type, ITypeConversions conversions, out string? problem)
    {
        if (literal.Kind == LiteralKind.Null)
        {
            problem = "names null, which is no case: it goes to the step with 'otherwise'";
            return null;
        }

        if (As(literal, type with { IsNullable = false }, conversions, out problem) is not { } value) return null;
        if (value.Kind == LiteralKind.Member) return Enumeration(type, conversions)!.Values.First(known => MemberName(known) == value.Text);
        if (value.Kind == LiteralKind.Number && IsDecimal(value.Text, out decimal number)) value = value with { Text = decimal.Truncate(number).ToString(CultureInfo.InvariantCulture) };
        return new CaseDescription(type.Key, type.Display, value.Text, value.Kind == LiteralKind.Text ? $"\"{value.Text}\"" : value.Text);
    }

    private static SwitchType? Enumeration(TypeDescription type, ITypeConversions conversions) =>
        conversions.Switch(type) is { Kind: SwitchKind.Enum or SwitchKind.Flags } values ? values : null;

    private static string MemberName(CaseDescription value) => value.Display.Substring(value.Display.LastIndexOf('.') + 1);

    private static bool IsFinite(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsInfinity(number);

    private static bool IsDecimal(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool IsWhole(decimal number, string key) => Integers.TryGetValue(key, out (decimal Least, decimal Most) range) && decimal.Truncate(number) == number && number >= range.Least && number <= range.Most;
}
