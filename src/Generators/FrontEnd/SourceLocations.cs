using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Perdure.Generators.FrontEnd;

/// <summary>The smallest span that shows what is meant, in the user's own source.</summary>
internal static class SourceLocations
{
    /// <summary>What the names of the generator's files for workflows end in.</summary>
    public const string GeneratedFileSuffix = ".workflow.g.cs";

    /// <summary>What those for remote agents end in.</summary>
    public const string AgentFileSuffix = ".agent.g.cs";

    public static bool IsGenerated(SyntaxTree? tree) =>
        tree is not null && (tree.FilePath.EndsWith(GeneratedFileSuffix, StringComparison.Ordinal) || tree.FilePath.EndsWith(AgentFileSuffix, StringComparison.Ordinal));

    /// <summary>A member that is nobody's but the generator's.</summary>
    public static bool IsGenerated(this ISymbol symbol) => symbol.Locations.All(location => IsGenerated(location.SourceTree));

    /// <summary>The identifier of a symbol; of a partial class, in the part that bears the attribute.</summary>
    public static Location Identifier(ISymbol symbol, AttributeData? attribute = null)
    {
        Location? fallback = null;
        SyntaxReference? mark = attribute?.ApplicationSyntaxReference;
        foreach (SyntaxReference declaration in symbol.DeclaringSyntaxReferences)
        {
            if (IsGenerated(declaration.SyntaxTree)) continue;
            Location? location = symbol.Locations.FirstOrDefault(location => location.SourceTree == declaration.SyntaxTree && declaration.Span.Contains(location.SourceSpan));
            if (mark is not null && mark.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(mark.Span)) return location ?? Location.None;
            fallback ??= location;
        }

        return fallback ?? symbol.Locations.FirstOrDefault() ?? Location.None;
    }

    public static Location Attribute(AttributeData attribute) => Node(attribute)?.GetLocation() ?? Location.None;

    public static Location AttributeName(AttributeData attribute) => Node(attribute)?.Name.GetLocation() ?? Location.None;

    public static Location? Argument(AttributeData attribute, int position = 0) =>
        Node(attribute)?.ArgumentList?.Arguments is { } arguments && position < arguments.Count ? arguments[position].GetLocation() : null;

    public static Location? Argument(AttributeData attribute, string name) =>
        Node(attribute)?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.GetLocation();

    /// <summary>The type argument of <c>[Step&lt;TAgent&gt;]</c>.</summary>
    public static Location TypeArgument(AttributeData attribute)
    {
        NameSyntax? name = Node(attribute)?.Name;
        GenericNameSyntax? generic = name?.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault();
        return (generic?.TypeArgumentList.Arguments.FirstOrDefault() ?? (SyntaxNode?)name)?.GetLocation() ?? Location.None;
    }

    public static Location Returns(IMethodSymbol method) =>
        (Declaration(method) as MethodDeclarationSyntax)?.ReturnType.GetLocation() ?? Identifier(method);

    public static Location Type(IParameterSymbol parameter) =>
        (Declaration(parameter) as ParameterSyntax)?.Type?.GetLocation() ?? Identifier(parameter);

    public static SyntaxNode? Declaration(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault(reference => !IsGenerated(reference.SyntaxTree))?.GetSyntax();

    public static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference =>
            !IsGenerated(reference.SyntaxTree) && reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Whether the first argument is <c>nameof(Name)</c>, of a name that is known to be no member.</summary>
    public static bool IsUnresolvedName(AttributeData attribute) => IsUnresolvedName(Node(attribute)?.ArgumentList?.Arguments.FirstOrDefault());

    /// <summary>Whether a named argument is.</summary>
    public static bool IsUnresolvedName(AttributeData attribute, string argument) =>
        IsUnresolvedName(Node(attribute)?.ArgumentList?.Arguments.FirstOrDefault(one => one.NameEquals?.Name.Identifier.ValueText == argument));

    private static bool IsUnresolvedName(AttributeArgumentSyntax? argument) =>
        argument?.Expression is InvocationExpressionSyntax
        {
            Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" },
            ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax }],
        };

    private static AttributeSyntax? Node(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
}
