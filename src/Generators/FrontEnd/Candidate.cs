using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>A class on which the compiler found an attribute.</summary>
internal static class Candidate
{
    /// <summary>Whether this is the place to read the class: a partial class that wrongly bears the attribute on several parts is found at each of them.</summary>
    public static bool IsFirst(GeneratorAttributeSyntaxContext found)
    {
        AttributeData first = found.TargetSymbol.GetAttributes().First(attribute =>
            SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, found.Attributes[0].AttributeClass));
        return first.ApplicationSyntaxReference is { } reference
            && reference.SyntaxTree == found.TargetNode.SyntaxTree
            && found.TargetNode.Span.Contains(reference.Span);
    }
}
