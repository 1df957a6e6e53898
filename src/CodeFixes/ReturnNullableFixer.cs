using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Generators.FrontEnd;

namespace Perdure.CodeFixes;

/// <summary>PDR118: says that the workflow may return null, since a skip can reach its result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnNullableFixer)), Shared]
public sealed class ReturnNullableFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR118"];

    /// <summary>None: that a result may be missing is decided workflow by workflow.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declaration || Result(declaration, model) is not { } result) continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Return '{result}?'", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(result, Nullable(result)))), nameof(ReturnNullableFixer)),
                diagnostic);
        }
    }

    /// <summary>What the workflow returns, where this part of its class says so.</summary>
    private static TypeSyntax? Result(ClassDeclarationSyntax declaration, SemanticModel model) => declaration.BaseList?.Types
        .Where(type => model.GetTypeInfo(type.Type).Type?.OriginalDefinition is INamedTypeSymbol contract && (contract.IsPerdure("IWorkflow`1") || contract.IsPerdure("IWorkflow`2")))
        .Select(type => type.Type.DescendantNodesAndSelf().OfType<TypeArgumentListSyntax>().FirstOrDefault()?.Arguments.Last())
        .FirstOrDefault(result => result is not null and not NullableTypeSyntax);

    private static NullableTypeSyntax Nullable(TypeSyntax type) => SyntaxFactory.NullableType(type.WithoutTrailingTrivia()).WithTrailingTrivia(type.GetTrailingTrivia());
}
