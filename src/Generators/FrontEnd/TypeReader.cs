using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Describes types without Roslyn, and remembers which symbol stands behind a description, to answer what only the compiler knows.</summary>
internal sealed partial class TypeReader(Compilation compilation) : ITypeConversions
{
    private static readonly SymbolDisplayFormat FullName =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat ShortName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly Dictionary<string, ITypeSymbol> symbols = new(StringComparer.Ordinal);

    /// <summary>The type as C# text that means the same everywhere.</summary>
    public static string Text(ITypeSymbol type) => type.ToDisplayString(FullName);

    /// <summary>The type's short name, as messages quote it.</summary>
    public static string Display(ITypeSymbol type) => type.ToDisplayString(ShortName);

    /// <summary>The type as <c>typeof</c> knows it: without the nullability of references.</summary>
    public static string RuntimeName(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public TypeDescription Describe(ITypeSymbol type)
    {
        bool isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        ITypeSymbol bare = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var underlying] })
        {
            isNullable = true;
            bare = underlying;
        }

        string key = Text(bare);
        symbols[key] = bare;
        return new TypeDescription(key, Display(bare), isNullable, bare.IsValueType, ElementKey(bare));
    }

    /// <summary>A collection of a type.</summary>
    public TypeDescription DescribeMany(ITypeSymbol element, bool canBeNull = false)
    {
        ITypeSymbol item = !canBeNull || element.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? element
            : element.IsValueType ? compilation.GetSpecialType(SpecialType.System_Nullable_T).Construct(element)
            : element.WithNullableAnnotation(NullableAnnotation.Annotated);
        return Describe(compilation.GetSpecialType(SpecialType.System_Collections_Generic_IReadOnlyList_T).Construct([item], [item.NullableAnnotation]).WithNullableAnnotation(NullableAnnotation.NotAnnotated));
    }

    public TypeDescription? DescribeUnlessNone(ITypeSymbol type) => type.IsNone() ? null : Describe(type);

    public bool Converts(TypeDescription from, TypeDescription to) =>
        symbols.TryGetValue(from.Key, out ITypeSymbol? source)
        && symbols.TryGetValue(to.Key, out ITypeSymbol? target)
        && compilation.ClassifyConversion(source, target).IsImplicit;

    /// <summary>The symbol behind a description of this reader, or null.</summary>
    public ITypeSymbol? Find(TypeDescription type) => symbols.TryGetValue(type.Key, out ITypeSymbol? symbol) ? symbol : null;

    private string? ElementKey(ITypeSymbol type)
    {
        ITypeSymbol? element = type switch
        {
            IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: not SpecialType.System_Byte } array => array.ElementType,
            INamedTypeSymbol { Arity: 1 } named when IsCollection(named.OriginalDefinition) => named.TypeArguments[0],
            _ => null,
        };
        if (element is null) return null;
        TypeDescription description = Describe(element);
        return description.IsNullable ? description.Key + "?" : description.Key;
    }

    private static bool IsCollection(INamedTypeSymbol definition) =>
        definition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T
            or SpecialType.System_Collections_Generic_IReadOnlyList_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T
        || definition.Is("System.Collections.Generic", "List`1")
        || definition.Is("System.Collections.Immutable", "ImmutableArray`1");
}
