using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Model;

/// <summary>Names as C# text.</summary>
internal static class Identifiers
{
    /// <summary>A part of a name: a step of a document may have characters in its name that C# does not take there.</summary>
    public static string Clean(string name) => string.Concat(name.Select(character => char.IsLetterOrDigit(character) ? character : '_'));

    /// <summary>The name, with <c>@</c> where C# would read a keyword, also one that is a keyword in some places only.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
