using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Describes a class so that a generated file can re-open it.</summary>
internal static class Classes
{
    private static readonly SymbolDisplayFormat NamespaceName =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>The class; null where it, or a type around it, is not partial or can be seen in its own file only.</summary>
    public static ClassModel? Describe(INamedTypeSymbol symbol, string fileSuffix)
    {
        Stack<string> declarations = new();
        for (INamedTypeSymbol? type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal || !SourceLocations.IsPartial(type)) return null;
            declarations.Push($"partial {Keyword(type)} {Name(type)}");
        }

        return new ClassModel(
            symbol.Name,
            TypeReader.Text(symbol),
            symbol.ContainingNamespace.IsGlobalNamespace ? null : symbol.ContainingNamespace.ToDisplayString(NamespaceName),
            new EquatableArray<string>(declarations),
            HintNames.Of(symbol) + fileSuffix);
    }

    private static string Keyword(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Interface => "interface",
        TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
        _ => type.IsRecord ? "record" : "class",
    };

    /// <summary>The name as C# takes it in a declaration, where more words are keywords than elsewhere: <c>file</c>, <c>required</c>, <c>scoped</c>.</summary>
    private static string Name(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(DeclaredName(type));
        return name.StartsWith("@", StringComparison.Ordinal) ? name : Identifiers.Escape(type.Name) + name.Substring(type.Name.Length);
    }

    /// <summary>The name with its type parameters, whose variance must be repeated.</summary>
    private static SymbolDisplayFormat DeclaredName(INamedTypeSymbol type) => new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | (type.TypeKind == TypeKind.Interface ? SymbolDisplayGenericsOptions.IncludeVariance : SymbolDisplayGenericsOptions.None),
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);
}
