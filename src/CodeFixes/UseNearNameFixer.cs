using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.CodeFixes.Syntax;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR103, PDR203, PDR206, PDR208, PDR210, PDR211 and PDR232: names the step, the predicate, the parameter, the undo, the key or the delay that was probably meant, by <c>nameof</c>, so that it cannot be misspelt again; a queue by its text.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseNearNameFixer)), Shared]
public sealed class UseNearNameFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR103", "PDR203", "PDR206", "PDR208", "PDR210", "PDR211", "PDR232"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => EachDocument.With((_, root, diagnostics) => Mend(root, diagnostics));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (Argument(root, diagnostic) is not { } argument || Suggestion(diagnostic) is not { } suggestion) continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use {Named(argument, suggestion, diagnostic)}",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(Mend(root, [diagnostic]))),
                    nameof(UseNearNameFixer)),
                diagnostic);
        }
    }

    private static SyntaxNode Mend(SyntaxNode root, ImmutableArray<Diagnostic> diagnostics)
    {
        var mends = new Dictionary<SyntaxNode, ExpressionSyntax>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (Argument(root, diagnostic) is { } argument && Suggestion(diagnostic) is { } suggestion) mends[argument.Expression] = Named(argument, suggestion, diagnostic);
        }

        return root.ReplaceNodes(mends.Keys, (old, _) => mends[old].WithTriviaFrom(old));
    }

    /// <summary>A queue is named in no class: its first argument is a text.</summary>
    private static ExpressionSyntax Named(AttributeArgumentSyntax argument, string suggestion, Diagnostic diagnostic) => diagnostic.Id == "PDR211" && argument.NameEquals is null
        ? SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(suggestion))
        : Attributes.NameOf(suggestion);

    private static string? Suggestion(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(FindingProperties.Suggestion, out string? suggestion) ? suggestion : null;

    private static AttributeArgumentSyntax? Argument(SyntaxNode root, Diagnostic diagnostic)
    {
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { } argument) return argument;
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = node.FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList?.Arguments ?? default;
        return arguments.FirstOrDefault(one => Naming(diagnostic.Id).Contains(one.NameEquals?.Name.Identifier.ValueText)) ?? arguments.FirstOrDefault();
    }

    /// <summary>Where an attribute as a whole is marked: the arguments by which it names something.</summary>
    private static string[] Naming(string id) => id switch
    {
        "PDR203" => ["Until", "While"],
        "PDR208" => ["On"],
        "PDR232" => ["By"],
        _ => [],
    };
}
