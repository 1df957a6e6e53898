using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Perdure.CodeFixes;

/// <summary>PDR020: a declared step has no code that could use the transaction, so it can be left out. PDR021: an attempt has one transaction; the further ones can be.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeaveOutParameterFixer)), Shared]
public sealed class LeaveOutParameterFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR020", "PDR021"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter) continue;
            string title = $"Leave out '{parameter.Identifier.ValueText}'";
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.RemoveNode(parameter, SyntaxRemoveOptions.KeepNoTrivia)!)), nameof(LeaveOutParameterFixer)),
                diagnostic);
        }
    }
}
