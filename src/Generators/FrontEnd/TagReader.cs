using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads <c>[Tag]</c>, and whether what the step returns can be one.</summary>
internal static class TagReader
{
    public static TagDescription? Read(IMethodSymbol method) => method.FindAttribute(PerdureSymbols.TagAttribute) is { } tag
        ? new TagDescription(tag.Argument<string>(0) ?? "", ResultType.Of(method).Type is { } result && IsScalar(result))
        : null;

    /// <summary>Whether it is a text, a number, a bool, an enum or a Guid, or may be none. Of a type that does not resolve the compiler says so.</summary>
    public static bool IsScalar(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var underlying] } => IsScalar(underlying),
        { TypeKind: TypeKind.Enum or TypeKind.Error } => true,
        { SpecialType: SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Char } => true,
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double } => true,
        _ => type.Is("System", "Guid"),
    };
}
