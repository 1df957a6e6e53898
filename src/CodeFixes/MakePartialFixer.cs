using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Perdure.CodeFixes;

/// <summary>PDR001: makes a workflow or a remote agent partial, and with it the types that it is nested in.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFixer)), Shared]
public sealed class MakePartialFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => EachDocument.With((_, root, diagnostics) => Mend(root, diagnostics.SelectMany(d => NotPartial(root, d))));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            TypeDeclarationSyntax[] types = NotPartial(root, diagnostic);
            if (types.Length == 0) continue;
            string title = $"Make {string.Join(" and ", types.Select(type => $"'{type.Identifier.ValueText}'"))} partial";
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Mend(root, types))), nameof(MakePartialFixer)),
                diagnostic);
        }
    }

    /// <summary>The type at the place and those around it, without those that are partial already; the innermost first.</summary>
    private static TypeDeclarationSyntax[] NotPartial(SyntaxNode root, Diagnostic diagnostic) =>
    [
        .. root.FindNode(diagnostic.Location.SourceSpan).AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
            .Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)),
    ];

    private static SyntaxNode Mend(SyntaxNode root, IEnumerable<TypeDeclarationSyntax> types) =>
        root.ReplaceNodes(types.Distinct(), (_, type) => MakePartial(type));

    // 'partial' stands right before the keyword; what stood before the keyword stands before it.
    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(type.Modifiers.Count > 0 ? default : type.Keyword.LeadingTrivia, SyntaxKind.PartialKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        TypeDeclarationSyntax bare = type.Modifiers.Count > 0 ? type : type.WithKeyword(type.Keyword.WithLeadingTrivia());
        return (TypeDeclarationSyntax)bare.WithModifiers(bare.Modifiers.Add(partial));
    }
}
