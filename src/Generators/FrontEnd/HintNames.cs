using System.Text;
using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>Names of generated files: the full name of a class, in characters that the compiler takes there.</summary>
internal static class HintNames
{
    public static string Of(INamedTypeSymbol symbol)
    {
        var parts = new Stack<string>();
        for (INamedTypeSymbol? type = symbol; type is not null; type = type.ContainingType) parts.Push(type.MetadataName);
        for (INamespaceSymbol @namespace = symbol.ContainingNamespace; !@namespace.IsGlobalNamespace; @namespace = @namespace.ContainingNamespace) parts.Push(@namespace.Name);
        return Clean(string.Join(".", parts));
    }

    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (char character in name) clean.Append(char.IsLetterOrDigit(character) || character is '.' or '_' ? character : '_');
        return clean.ToString();
    }
}
