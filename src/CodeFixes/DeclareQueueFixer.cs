using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Perdure.CodeFixes.Syntax;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR211: declares the queue that a step is on, with the strictest limit there is; how many are let in beside is for its author to say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareQueueFixer)), Shared]
public sealed class DeclareQueueFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR211"];

    /// <summary>None: several steps may be on one queue, which is declared once.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(FindingProperties.Queue, out string? queue)) continue;
            int place = root.AttributeLists.LastOrDefault()?.Span.End ?? root.Usings.LastOrDefault()?.Span.End ?? root.Externs.LastOrDefault()?.Span.End ?? Head(root);
            if (new AttributeNames(model, root.Members.FirstOrDefault()?.SpanStart ?? place).Of(PerdureSymbols.QueueAttribute) is not { } name) continue;
            string declaration = $"[assembly: {name}({SyntaxFactory.Literal(queue!)}, Concurrency = 1)]";
            context.RegisterCodeFix(CodeAction.Create($"Write '{declaration}'", cancellation => WriteAsync(context.Document, root, place, declaration, cancellation), nameof(DeclareQueueFixer)), diagnostic);
        }
    }

    // Written into the text: what stands around it, line ends and comments, stays where it is.
    private static async Task<Document> WriteAsync(Document document, CompilationUnitSyntax root, int place, string declaration, CancellationToken cancellationToken)
    {
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        string end = LineEnds.Of(text, text.Lines.GetLineFromPosition(place));
        string written = place == 0 ? declaration + end + end : root.AttributeLists.Count > 0 ? end + declaration : end + end + declaration;
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(place, 0), written)));
    }

    /// <summary>Where the directives end that nothing may stand before, as #define; with the whole of an #if that they stand in.</summary>
    private static int Head(CompilationUnitSyntax root)
    {
        var (head, depth, isOpen) = (0, 0, false);
        foreach (SyntaxTrivia trivia in root.GetLeadingTrivia())
        {
            depth += trivia.Kind() switch
            {
                SyntaxKind.IfDirectiveTrivia => 1,
                SyntaxKind.EndIfDirectiveTrivia => -1,
                _ => 0,
            };
            isOpen |= trivia.Kind() is SyntaxKind.DefineDirectiveTrivia or SyntaxKind.UndefDirectiveTrivia or SyntaxKind.ShebangDirectiveTrivia;
            if (!isOpen || depth > 0) continue;
            (head, isOpen) = (trivia.Span.End, false);
        }

        return head;
    }
}
