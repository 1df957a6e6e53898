using System.Globalization;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>What is known of types whose values have no parts.</summary>
internal static class Scalars
{
    private static readonly Dictionary<string, string[]> Wider = new(StringComparer.Ordinal)
    {
        ["sbyte"] = ["short", "int", "long", "float", "double", "decimal"],
        ["byte"] = ["short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"],
        ["short"] = ["int", "long", "float", "double", "decimal"],
        ["ushort"] = ["int", "uint", "long", "ulong", "float", "double", "decimal"],
        ["char"] = ["ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"],
        ["int"] = ["long", "float", "double", "decimal"],
        ["uint"] = ["long", "ulong", "float", "double", "decimal"],
        ["long"] = ["float", "double", "decimal"],
        ["ulong"] = ["float", "double", "decimal"],
        ["float"] = ["double"],
    };

    /// <summary>Whether each number of one type is one of another, as C# has it.</summary>
    public static bool Widens(string from, string to) => Wider.TryGetValue(from, out string[]? wider) && wider.Contains(to, StringComparer.Ordinal);

    /// <summary>Whether it is a text, a number, a bool, an enum or a Guid.</summary>
    public static bool IsScalar(Type type) => type.IsEnum || type == typeof(Guid) || (Type.GetTypeCode(type) is not (TypeCode.Object or TypeCode.DateTime or TypeCode.DBNull or TypeCode.Empty));

    /// <summary>What a case can name of a type; null: nothing.</summary>
    public static SwitchType? Switch(TypeDescription described, Type type)
    {
        if (type.IsEnum) return new SwitchType(type.IsDefined(typeof(FlagsAttribute), inherit: false) ? SwitchKind.Flags : SwitchKind.Enum, new EquatableArray<CaseDescription>(Members(described, type)));
        if (type == typeof(bool)) return new SwitchType(SwitchKind.Bool, new EquatableArray<CaseDescription>([Bool(described, "true"), Bool(described, "false")]));
        return Type.GetTypeCode(type) is TypeCode.String or TypeCode.Char or (>= TypeCode.SByte and <= TypeCode.UInt64) ? new SwitchType(SwitchKind.Open, default) : null;
    }

    /// <summary>A value as cases name it: the number behind an enum's member, <c>true</c>, a text.</summary>
    public static string? CaseOf(object? value) => value switch
    {
        null => null,
        Enum member => member.ToString("D"),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>A literal as a value of a type.</summary>
    public static object? Of(LiteralDescription literal, Type type)
    {
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        return literal.Kind switch
        {
            LiteralKind.Null => null,
            LiteralKind.Text => literal.Text,
            LiteralKind.Bool => literal.Text == "true",
            LiteralKind.Member => Enum.Parse(target, literal.Text),
            _ when target == typeof(double) || target == typeof(float) => Convert.ChangeType(double.Parse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture), target, CultureInfo.InvariantCulture),
            _ => Convert.ChangeType(decimal.Parse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture), target, CultureInfo.InvariantCulture),
        };
    }

    private static CaseDescription Bool(TypeDescription type, string value) => new(type.Key, type.Display, value, value);

    /// <summary>The values of an enum, each once, by its first name.</summary>
    private static IEnumerable<CaseDescription> Members(TypeDescription described, Type type) =>
        Enum.GetNames(type).GroupBy(name => ((Enum)Enum.Parse(type, name)).ToString("D")).Select(same => new CaseDescription(described.Key, described.Display, same.Key, $"{described.Display}.{same.First()}"));
}
