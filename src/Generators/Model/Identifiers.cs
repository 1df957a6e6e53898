using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Model;

/// <summary>Names as C# text.</summary>
internal static class Identifiers
{
    /// <summary>The name, with <c>@</c> where C# would read a keyword, also one that is a keyword in some places only.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
