using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.CodeFixes.Syntax;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR024, PDR207, PDR218, PDR232 and PDR233: leaves out an attribute that has no meaning there, or an argument of one; where one of two is too much, either.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeaveOutFixer)), Shared]
public sealed class LeaveOutFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR024", "PDR207", "PDR218", "PDR232", "PDR233"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(FindingProperties.LeaveOut, out string? names)) continue;
            foreach (string name in names!.Split(','))
            {
                if (Find(root.FindNode(diagnostic.Location.SourceSpan), name) is not { } found) continue;
                string title = $"Leave out '{(found is AttributeSyntax ? $"[{name}]" : found)}'";
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Without(root, Outermost(found)))), $"{nameof(LeaveOutFixer)}.{name}"),
                    diagnostic);
            }
        }
    }

    /// <summary>What stands above a declaration stays above it, also where its first attribute goes.</summary>
    private static SyntaxNode Without(SyntaxNode root, SyntaxNode node) => node.Parent is MemberDeclarationSyntax declaration
        ? root.ReplaceNode(declaration, declaration.RemoveNode(node, SyntaxRemoveOptions.KeepNoTrivia)!.WithLeadingTrivia(declaration.GetLeadingTrivia()))
        : root.RemoveNode(node, SyntaxRemoveOptions.KeepNoTrivia)!;

    /// <summary>What is called so: at a parameter or a class an attribute; else an argument, of the marked attribute or of one of the marked method.</summary>
    private static SyntaxNode? Find(SyntaxNode node, string name)
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is { } parameter) return Find(parameter.AttributeLists, name);
        if (node is TypeDeclarationSyntax type) return Find(type.AttributeLists, name);
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is { } itself && IsCalled(itself, name)) return itself;
        IEnumerable<AttributeSyntax> attributes = node.FirstAncestorOrSelf<AttributeSyntax>() is { } marked ? [marked]
            : node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method ? method.AttributeLists.SelectMany(list => list.Attributes)
            : [];
        IEnumerable<AttributeArgumentSyntax> arguments = attributes.SelectMany(attribute => attribute.ArgumentList?.Arguments ?? default);
        return char.IsUpper(name[0])
            ? arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)
            : arguments.FirstOrDefault(argument => argument.NameEquals is null);
    }

    private static AttributeSyntax? Find(SyntaxList<AttributeListSyntax> lists, string name) => lists.SelectMany(list => list.Attributes).FirstOrDefault(attribute => IsCalled(attribute, name));

    /// <summary>As <c>ForEach</c>, <c>Perdure.ForEachAttribute</c> or, of a generic one, <c>OnInterrupt&lt;Approval&gt;</c>.</summary>
    private static bool IsCalled(AttributeSyntax attribute, string name)
    {
        NameSyntax last = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right : attribute.Name is AliasQualifiedNameSyntax aliased ? aliased.Name : attribute.Name;
        string written = last is SimpleNameSyntax simple ? simple.Identifier.ValueText : "";
        return written == name || written == name + "Attribute";
    }

    /// <summary>The last argument goes with its parentheses, the last attribute with its brackets.</summary>
    private static SyntaxNode Outermost(SyntaxNode node) => node.Parent switch
    {
        AttributeArgumentListSyntax { Arguments.Count: 1 } list => list,
        AttributeListSyntax { Attributes.Count: 1 } list => list,
        _ => node,
    };
}
