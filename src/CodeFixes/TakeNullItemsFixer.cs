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
            if ((diagnostic.Id == "PDR207" ? type : Item(type)) is not (not null and not NullableTypeSyntax and var item)) continue;
            TypeSyntax nullable = SyntaxFactory.NullableType(item.WithoutTrivia()).WithTriviaFrom(item);
            TypeSyntax taken = item == type ? nullable : type.ReplaceNode(item, nullable);
            context.RegisterCodeFix(
                CodeAction.Create($"Take '{taken.WithoutTrivia()}'", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, taken))), nameof(TakeNullItemsFixer)),
                diagnostic);
        }
    }

    /// <summary>What a collection is of, as it is written; null: that is not written here.</summary>
    private static TypeSyntax? Item(TypeSyntax collection) => collection switch
    {
        ArrayTypeSyntax array => array.ElementType,
        NullableTypeSyntax nullable => Item(nullable.ElementType),
        QualifiedNameSyntax name => Item(name.Right),
        AliasQualifiedNameSyntax name => Item(name.Name),
        GenericNameSyntax { TypeArgumentList.Arguments: [var item] } => item,
        _ => null,
    };
}
