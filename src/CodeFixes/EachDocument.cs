using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Perdure.CodeFixes;

/// <summary>Mends all diagnostics of a document in one go, so that two mends of one node cannot be in each other's way.</summary>
internal static class EachDocument
{
    /// <summary>A fix-all that works document by document.</summary>
    /// <param name="mend">From a root and the diagnostics in it to the mended root.</param>
    public static FixAllProvider With(Func<Document, SyntaxNode, ImmutableArray<Diagnostic>, SyntaxNode> mend) =>
        FixAllProvider.Create(async (context, document, diagnostics) =>
        {
            SyntaxNode? root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
            return root is null ? document : document.WithSyntaxRoot(mend(document, root, diagnostics));
        });
}
