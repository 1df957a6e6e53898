using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Perdure.Generators.FrontEnd;

/// <summary>A type, or a part of one, as a file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MetadataName">Its whole name, as metadata has it.</param>
/// <param name="HasAttributes">Whether something is written above it, and so perhaps that it is an agent or a workflow.</param>
internal sealed record DeclaredType(string Name, string MetadataName, bool HasAttributes);

/// <summary>The types that a file declares, by its text alone. Each file is read once until it is edited.</summary>
internal sealed class TreeNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> Known = new();

    private TreeNames(SyntaxTree tree) => Types = [.. Read(((CompilationUnitSyntax)tree.GetRoot()).Members, "", '.')];

    /// <summary>The types.</summary>
    public IReadOnlyList<DeclaredType> Types { get; }

    /// <summary>Those of a file.</summary>
    public static TreeNames Of(SyntaxTree tree) => Known.GetValue(tree, static one => new TreeNames(one));

    /// <summary>Whether a file has been read.</summary>
    public static bool IsRead(SyntaxTree tree) => Known.TryGetValue(tree, out _);

    private static IEnumerable<DeclaredType> Read(SyntaxList<MemberDeclarationSyntax> members, string around, char separator)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            IEnumerable<DeclaredType> found = member switch
            {
                BaseNamespaceDeclarationSyntax inner => Read(inner.Members, Join(around, separator, inner.Name.ToString().Replace("@", "").Replace(" ", "")), '.'),
                TypeDeclarationSyntax type => Read(type, type.Identifier, type.TypeParameterList, type.Members, around, separator),
                EnumDeclarationSyntax type => Read(type, type.Identifier, null, default, around, separator),
                DelegateDeclarationSyntax type => Read(type, type.Identifier, type.TypeParameterList, default, around, separator),
                _ => [],
            };
            foreach (DeclaredType type in found) yield return type;
        }
    }

    private static IEnumerable<DeclaredType> Read(
        MemberDeclarationSyntax declaration, SyntaxToken identifier, TypeParameterListSyntax? parameters, SyntaxList<MemberDeclarationSyntax> members, string around, char separator)
    {
        string arity = parameters is null ? "" : "`" + parameters.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        string whole = Join(around, separator, identifier.ValueText + arity);
        return Read(members, whole, '+').Prepend(new DeclaredType(identifier.ValueText, whole, declaration.AttributeLists.Count > 0));
    }

    private static string Join(string around, char separator, string name) => around.Length == 0 ? name : around + separator + name;
}
