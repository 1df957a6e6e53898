using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR230: gives each attempt the shorter of two times, and all together the longer one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SwapTimesFixer)), Shared]
public sealed class SwapTimesFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR230"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.ContainsKey(FindingProperties.Swapped)) continue;
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList is not { } arguments) continue;
            AttributeArgumentSyntax? each = arguments.Arguments.FirstOrDefault(argument => argument.NameEquals is null);
            AttributeArgumentSyntax? total = arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "Total");
            if (each is null || total is null) continue;
            AttributeArgumentListSyntax swapped = arguments.ReplaceNodes([each.Expression, total.Expression], (old, _) => old == each.Expression ? total.Expression : each.Expression);
            context.RegisterCodeFix(
                CodeAction.Create($"Give each attempt {total.Expression}, and all together {each.Expression}", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(arguments, swapped))), nameof(SwapTimesFixer)),
                diagnostic);
        }
    }
}
