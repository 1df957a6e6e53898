using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators.Model;

namespace Perdure.Generators.FrontEnd;

/// <summary>Constants as C# text of exactly their type, so that the same overload is chosen again.</summary>
internal static class ConstantText
{
    /// <summary>An argument of an attribute.</summary>
    public static string Of(TypedConstant constant) => constant switch
    {
        { IsNull: true } => $"default({TypeReader.Text(constant.Type!)})!",
        { Kind: TypedConstantKind.Array, Values.IsEmpty: true } => $"global::System.Array.Empty<{Element(constant)}>()",
        { Kind: TypedConstantKind.Array } => $"new {Element(constant)}[] {{ {string.Join(", ", constant.Values.Select(Of))} }}",
        { Kind: TypedConstantKind.Type } => $"typeof({TypeReader.RuntimeName((ITypeSymbol)constant.Value!)})",
        { Kind: TypedConstantKind.Enum } => OfEnum((INamedTypeSymbol)constant.Type!, constant.Value!),
        { Value: bool or char or string or int or double or float } => Scalar(constant.Value),
        _ => $"({TypeReader.Text(constant.Type!)}){Scalar(constant.Value!)}",
    };

    /// <summary>A number, a text, a character or a bool.</summary>
    public static string Scalar(object value) => value switch
    {
        double.NaN => "double.NaN",
        float.NaN => "float.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        float.PositiveInfinity => "float.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!,
    };

    private static string Element(TypedConstant array) => TypeReader.Text(((IArrayTypeSymbol)array.Type!).ElementType);

    /// <summary>The member of that value; where none has it, as of several flags, the number.</summary>
    private static string OfEnum(INamedTypeSymbol type, object value) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && field.ConstantValue.Equals(value)) is { } member
            ? $"{TypeReader.Text(type)}.{Identifiers.Escape(member.Name)}"
            : $"({TypeReader.Text(type)})({Scalar(value)})";
}
