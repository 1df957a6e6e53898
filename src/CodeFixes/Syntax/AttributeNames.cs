using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Perdure.CodeFixes.Syntax;

/// <summary>How an attribute of the language is written at a place: <c>From</c>, or <c>Perdure.From</c> where the namespace is not imported.</summary>
internal sealed class AttributeNames(SemanticModel model, int position)
{
    private const string Suffix = "Attribute";

    /// <summary>The name, or null where the attribute is not there.</summary>
    public NameSyntax? Of(string metadataName)
    {
        if (model.Compilation.GetTypeByMetadataName("Perdure." + metadataName) is not { } attribute) return null;
        string name = attribute.ToMinimalDisplayString(model, position);
        return SyntaxFactory.ParseName(name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name);
    }
}
