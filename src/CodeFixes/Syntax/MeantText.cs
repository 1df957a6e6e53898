using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Planning;

namespace Perdure.CodeFixes.Syntax;

/// <summary>Writes what was probably meant in the place of a text in an attribute: a duration, a cron expression, a time zone.</summary>
internal static class MeantText
{
    public static async Task RegisterAsync(CodeFixContext context, string equivalenceKey)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;

        // One attribute may hold several wrong texts, all reported at the attribute.
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (Literals(root, diagnostic).Length == 0) continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Write \"{diagnostic.Properties[FindingProperties.Suggestion]}\"",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(Mend(root, [diagnostic]))),
                    equivalenceKey),
                diagnostic);
        }
    }

    public static SyntaxNode Mend(SyntaxNode root, ImmutableArray<Diagnostic> diagnostics)
    {
        var mends = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            foreach (LiteralExpressionSyntax literal in Literals(root, diagnostic)) mends[literal] = Written(diagnostic.Properties[FindingProperties.Suggestion]!);
        }

        return root.ReplaceNodes(mends.Keys, (old, _) => mends[old].WithTriviaFrom(old));
    }

    /// <summary>The arguments of the attribute that hold the wrong text. One that is a constant declared elsewhere is not mended here, where others would not see it.</summary>
    private static LiteralExpressionSyntax[] Literals(SyntaxNode root, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(FindingProperties.Written, out string? written) || !diagnostic.Properties.ContainsKey(FindingProperties.Suggestion)) return [];
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        SyntaxNode? place = node.FirstAncestorOrSelf<AttributeArgumentSyntax>() ?? (SyntaxNode?)node.FirstAncestorOrSelf<AttributeSyntax>();
        return
        [
            .. (place ?? node).DescendantNodes().OfType<LiteralExpressionSyntax>()
                .Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && literal.Token.ValueText == written && literal.Parent is AttributeArgumentSyntax),
        ];
    }

    private static LiteralExpressionSyntax Written(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
}
