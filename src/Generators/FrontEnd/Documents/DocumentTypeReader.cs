using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>
/// Finds the types that documents write as C# does. A document has no usings: a name without namespace is looked for in that of the document's class and those around it, then among all types of the compilation, of
/// which one may bear it, then in the namespaces that every project uses.
/// </summary>
internal sealed class DocumentTypeReader(Compilation compilation, DocumentNames names, string? @namespace)
{
    private static readonly string[] Common = ["System", "System.Collections.Generic", "Perdure"];

    private string? problem;

    /// <summary>The type of a text; null: there is none.</summary>
    /// <param name="written">The text.</param>
    /// <param name="why">Why there is none, as the end of a message.</param>
    public ITypeSymbol? Read(string written, out string? why)
    {
        problem = null;
        TypeSyntax syntax = SyntaxFactory.ParseTypeName(written, consumeFullText: true);
        ITypeSymbol? type = syntax.ContainsDiagnostics || written.Trim().Length == 0 ? null : Find(syntax);
        why = type is null ? problem ?? "which is no type as C# writes it" : null;
        return type;
    }

    private ITypeSymbol? Find(TypeSyntax syntax) => syntax switch
    {
        PredefinedTypeSyntax predefined => OfKeyword(predefined),
        NullableTypeSyntax nullable => Find(nullable.ElementType) is { } type ? OrNull(type) : null,
        ArrayTypeSyntax { RankSpecifiers: [{ Rank: 1 }] } array => Find(array.ElementType) is { } element ? compilation.CreateArrayTypeSymbol(element, elementNullableAnnotation: element.NullableAnnotation).WithNullableAnnotation(NullableAnnotation.NotAnnotated) : null,
        GenericNameSyntax generic => Find(generic, generic.Identifier.ValueText),
        IdentifierNameSyntax identifier => FindByName(identifier.Identifier.ValueText, 0),
        QualifiedNameSyntax { Right: GenericNameSyntax generic } qualified => Find(generic, $"{Text(qualified.Left)}.{generic.Identifier.ValueText}"),
        QualifiedNameSyntax qualified => FindByName(Text(qualified), 0),
        _ => null,
    };

    private static string Text(NameSyntax name) => name.ToString().Replace("global::", "").Replace("@", "").Replace(" ", "");

    private ITypeSymbol? OfKeyword(PredefinedTypeSyntax predefined)
    {
        SpecialType special = predefined.Keyword.Kind() switch
        {
            SyntaxKind.BoolKeyword => SpecialType.System_Boolean,
            SyntaxKind.StringKeyword => SpecialType.System_String,
            SyntaxKind.CharKeyword => SpecialType.System_Char,
            SyntaxKind.ObjectKeyword => SpecialType.System_Object,
            SyntaxKind.SByteKeyword => SpecialType.System_SByte,
            SyntaxKind.ByteKeyword => SpecialType.System_Byte,
            SyntaxKind.ShortKeyword => SpecialType.System_Int16,
            SyntaxKind.UShortKeyword => SpecialType.System_UInt16,
            SyntaxKind.IntKeyword => SpecialType.System_Int32,
            SyntaxKind.UIntKeyword => SpecialType.System_UInt32,
            SyntaxKind.LongKeyword => SpecialType.System_Int64,
            SyntaxKind.ULongKeyword => SpecialType.System_UInt64,
            SyntaxKind.FloatKeyword => SpecialType.System_Single,
            SyntaxKind.DoubleKeyword => SpecialType.System_Double,
            SyntaxKind.DecimalKeyword => SpecialType.System_Decimal,
            _ => SpecialType.None,
        };
        return special == SpecialType.None ? null : compilation.GetSpecialType(special).WithNullableAnnotation(NullableAnnotation.NotAnnotated);
    }

    private ITypeSymbol OrNull(ITypeSymbol type) => type.IsValueType
        ? type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? type : compilation.GetSpecialType(SpecialType.System_Nullable_T).Construct(type)
        : type.WithNullableAnnotation(NullableAnnotation.Annotated);

    private ITypeSymbol? Find(GenericNameSyntax generic, string name)
    {
        ITypeSymbol?[] arguments = [.. generic.TypeArgumentList.Arguments.Select(Find)];
        if (arguments.Any(argument => argument is null) || FindByName(name, arguments.Length) is not INamedTypeSymbol definition) return null;
        ITypeSymbol[] known = [.. arguments.OfType<ITypeSymbol>()];
        return definition.OriginalDefinition.Construct([.. known], [.. known.Select(argument => argument.NullableAnnotation)]).WithNullableAnnotation(NullableAnnotation.NotAnnotated);
    }

    private ITypeSymbol? FindByName(string name, int arity)
    {
        foreach (string around in Namespaces())
        {
            if (Metadata(around.Length == 0 ? name : $"{around}.{name}", arity) is { } near) return near;
        }

        INamedTypeSymbol[] named = [.. names.Named(name).Where(type => type.Arity == arity)];
        if (named.Length == 1) return named[0].WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        if (named.Length > 1) problem = $"which is each of {Wording(named)}: write it with its namespace";
        foreach (string common in named.Length > 1 ? [] : Common)
        {
            if (Metadata($"{common}.{name}", arity) is { } known) return known;
        }

        problem ??= $"which there is not{(NearNames.Find(name, names.TypeNames) is { } near2 ? $": did you mean '{near2}'" : "")}";
        return null;
    }

    private static string Wording(INamedTypeSymbol[] named) => string.Join(" and ", named.Select(type => $"'{type.ToDisplayString()}'"));

    /// <summary>The namespace of the class, those around it, and none.</summary>
    private IEnumerable<string> Namespaces()
    {
        for (string around = @namespace ?? ""; around.Length > 0; around = around.Substring(0, Math.Max(around.LastIndexOf('.'), 0))) yield return around;
        yield return "";
    }

    /// <summary>A type by its full name; where it is nested, a point stands before its name as well.</summary>
    private ITypeSymbol? Metadata(string name, int arity)
    {
        string suffix = arity == 0 ? "" : "`" + arity.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (string candidate = name; ; candidate = candidate.Substring(0, candidate.LastIndexOf('.')) + "+" + candidate.Substring(candidate.LastIndexOf('.') + 1))
        {
            if (compilation.GetTypeByMetadataName(candidate + suffix) is { } type && !type.IsGenerated() && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
                return type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
            if (candidate.LastIndexOf('.') < 0) return null;
        }
    }
}
