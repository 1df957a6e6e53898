using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Describes a class so that a generated file can re-open it.</summary>
internal static class Classes
{
    /// <summary>The class; null where it, or a type around it, is not partial or can be seen in its own file only.</summary>
    public static ClassModel? Describe(INamedTypeSymbol symbol, string fileSuffix)
    {
        Stack<string> declarations = new();
        for (INamedTypeSymbol? type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal || !SourceLocations.IsPartial(type)) return null;
            declarations.Push($"partial {Keyword(type)} {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithKindOptions(SymbolDisplayKindOptions.None).WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers).WithGenericsOptions(Generics(type)))}");
        }

        return new ClassModel(
            symbol.Name,
            TypeReader.Text(symbol),
            symbol.ContainingNamespace.IsGlobalNamespace ? null : symbol.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            new EquatableArray<string>(declarations),
            HintNames.Of(symbol) + fileSuffix);
    }

    private static string Keyword(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Interface => "interface",
        TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
        _ => type.IsRecord ? "record" : "class",
    };

    private static SymbolDisplayGenericsOptions Generics(INamedTypeSymbol type) =>
        SymbolDisplayGenericsOptions.IncludeTypeParameters | (type.TypeKind == TypeKind.Interface ? SymbolDisplayGenericsOptions.IncludeVariance : SymbolDisplayGenericsOptions.None);
}
