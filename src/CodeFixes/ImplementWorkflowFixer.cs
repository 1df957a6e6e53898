using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
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
        Diagnostic diagnostic = context.Diagnostics[0];
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declaration) return;
        if (model.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } symbol || Contract(symbol, model.Compilation) is not { } contract) return;

        string title = $"Implement '{contract.ToMinimalDisplayString(model, declaration.SpanStart)}'";
        context.RegisterCodeFix(
            CodeAction.Create(title, cancellation => ImplementAsync(context.Document, declaration, contract, cancellation), nameof(ImplementWorkflowFixer)),
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

    private static async Task<Document> ImplementAsync(Document document, ClassDeclarationSyntax declaration, INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        SyntaxNode type = editor.Generator.TypeExpression(contract).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        editor.AddInterfaceType(declaration, type);
        return editor.GetChangedDocument();
    }
}
