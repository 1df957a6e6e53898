using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Perdure.CodeFixes.Syntax;
using Perdure.Generators.Diagnostics;
using Perdure.Generators.FrontEnd;

namespace Perdure.CodeFixes;

/// <summary>PDR016: marks a class of steps as a workflow.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MarkWorkflowFixer)), Shared]
public sealed class MarkWorkflowFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR016"];

    /// <summary>None: a forgotten mark is seldom forgotten twice.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        SyntaxNode root = await model.SyntaxTree.GetRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(UnmarkedWorkflows.Property, out string? name) || name is null) continue;
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration) continue;
            if (new AttributeNames(model, declaration.SpanStart).Of(PerdureSymbols.WorkflowAttribute) is not { } attribute) continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Mark '{name}' as [Workflow]", cancellation => MarkAsync(context.Document, declaration, attribute, cancellation), nameof(MarkWorkflowFixer)),
                diagnostic);
        }
    }

    /// <summary>On a line of its own, indented as the class is.</summary>
    private static async Task<Document> MarkAsync(Document document, TypeDeclarationSyntax declaration, NameSyntax attribute, CancellationToken cancellationToken)
    {
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        int start = declaration.SpanStart;
        TextLine line = text.Lines.GetLineFromPosition(start);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, start));
        string end = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        string separator = string.IsNullOrWhiteSpace(indentation) && end.Length > 0 ? end + indentation : " ";
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(start, 0), $"[{attribute}]{separator}")));
    }
}
