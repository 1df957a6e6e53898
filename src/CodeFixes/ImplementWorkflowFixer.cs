using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Perdure.Generators.FrontEnd;

namespace Perdure.CodeFixes;

/// <summary>PDR002: says what a workflow takes and returns, where its steps tell.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ImplementWorkflowFixer)), Shared]
public sealed class ImplementWorkflowFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR002"];

    /// <summary>None: what one workflow takes and returns is no answer for another.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics) Register(context, diagnostic, root, model);
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declaration) return;
        if (model.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } symbol || Contract(symbol, model.Compilation) is not { } contract) return;

        string shown = contract.ToMinimalDisplayString(model, declaration.SpanStart);
        context.RegisterCodeFix(
            CodeAction.Create($"Implement '{shown}'", cancellation => ImplementAsync(context.Document, declaration, shown, cancellation), nameof(ImplementWorkflowFixer)),
            diagnostic);
    }

    private static INamedTypeSymbol? Contract(INamedTypeSymbol symbol, Compilation compilation)
    {
        // A class that implements several contracts has to be told which to give up, not to implement one more.
        bool hasContract = symbol.AllInterfaces.Any(implemented => implemented.OriginalDefinition.IsPerdure("IWorkflow`1") || implemented.OriginalDefinition.IsPerdure("IWorkflow`2"));
        return hasContract || symbol.FindAttribute(PerdureSymbols.WorkflowAttribute) is not { } attribute
            ? null
            : ContractGuess.Of(WorkflowParser.Parse(symbol, attribute, compilation, forMessages: false), compilation);
    }

    // Written into the text: what stands around it, line ends and comments, stays where it is.
    private static async Task<Document> ImplementAsync(Document document, ClassDeclarationSyntax declaration, string contract, CancellationToken cancellationToken)
    {
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        SyntaxNode? bases = declaration.BaseList;
        TextSpan last = bases?.Span ?? declaration.ParameterList?.Span ?? declaration.TypeParameterList?.Span ?? declaration.Identifier.Span;
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(last.End, 0), (bases is null ? " : " : ", ") + contract)));
    }
}
