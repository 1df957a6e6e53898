using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR101, PDR207: takes items that can be null, where those are what there is: the step that they are results of skips items, or tolerates that they fail.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TakeNullItemsFixer)), Shared]
public sealed class TakeNullItemsFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR101", "PDR207"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.ContainsKey(FindingProperties.NullItems)) continue;
            if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { Type: { } type }) continue;
            if ((diagnostic.Id == "PDR207" ? Nullable(type) : OfNullItems(type)) is not { } taken) continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Take '{taken.WithoutTrivia()}'", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, taken))), nameof(TakeNullItemsFixer)),
                diagnostic);
        }
    }

    /// <summary>The collection with items that can be null; null: they can be already, or are not written here.</summary>
    private static TypeSyntax? OfNullItems(TypeSyntax collection) => collection switch
    {
        ArrayTypeSyntax array when Nullable(Item(array)) is { } item => array.WithElementType(item).WithRankSpecifiers([array.RankSpecifiers[0]]).WithTriviaFrom(array),
        NullableTypeSyntax { ElementType: var type } => Within(collection, type, OfNullItems(type)),
        QualifiedNameSyntax { Right: var name } => Within(collection, name, OfNullItems(name)),
        AliasQualifiedNameSyntax { Name: var name } => Within(collection, name, OfNullItems(name)),
        GenericNameSyntax { TypeArgumentList.Arguments: [var item] } => Within(collection, item, Nullable(item)),
        _ => null,
    };

    /// <summary>What an array is of: the ranks are written from the outermost inwards.</summary>
    private static TypeSyntax Item(ArrayTypeSyntax array) => array.RankSpecifiers is [_, _, ..] ranks ? array.WithRankSpecifiers(ranks.RemoveAt(0)).WithoutTrailingTrivia() : array.ElementType;

    private static NullableTypeSyntax? Nullable(TypeSyntax type) => type is NullableTypeSyntax ? null : SyntaxFactory.NullableType(type.WithoutTrivia()).WithTriviaFrom(type);

    private static TypeSyntax? Within(TypeSyntax type, TypeSyntax part, TypeSyntax? taken) => taken is null ? null : type.ReplaceNode(part, taken);
}
