using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.CodeFixes.Syntax;
using Perdure.Generators.FrontEnd;

namespace Perdure.CodeFixes;

/// <summary>PDR107: one fix for each step whose result could be the workflow's.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MarkResultFixer)), Shared]
public sealed class MarkResultFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR107"];

    /// <summary>None: each workflow is a choice of its own.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics) await RegisterAsync(context, diagnostic).ConfigureAwait(false);
    }

    private static async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic)
    {
        foreach (Location place in diagnostic.AdditionalLocations)
        {
            // A step may stand in another file of its partial class.
            if (context.Document.Project.Solution.GetDocument(place.SourceTree) is not { } document) continue;
            if (await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) continue;
            SyntaxNode root = await model.SyntaxTree.GetRootAsync(context.CancellationToken).ConfigureAwait(false);
            if (root.FindNode(place.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method) continue;
            if (method.AttributeLists.LastOrDefault(written => written.Target is null) is not { } list) continue;
            if (new AttributeNames(model, method.SpanStart).Of(PerdureSymbols.ResultAttribute) is not { } name) continue;

            string title = $"Return the result of '{method.Identifier.ValueText}'";
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(list, Attributes.Add(list, Attributes.Marker(name))))), title),
                diagnostic);
        }
    }
}
