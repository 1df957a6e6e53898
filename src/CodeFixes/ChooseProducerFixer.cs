using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.CodeFixes.Syntax;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR102: one fix for each of the results that a parameter could take. PDR101: one for each that converts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChooseProducerFixer)), Shared]
public sealed class ChooseProducerFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR101", "PDR102"];

    /// <summary>None: each parameter is a choice of its own.</summary>
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
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter) return;
        if (!diagnostic.Properties.TryGetValue(FindingProperties.Type, out string? type) || type is null) return;

        var names = new AttributeNames(model, parameter.SpanStart);
        if (diagnostic.Properties.ContainsKey(FindingProperties.Input) && names.Of(PerdureSymbols.InputAttribute) is { } input)
        {
            Offer($"Take '{type}' from the workflow's input", Attributes.Marker(input));
        }

        if (!diagnostic.Properties.TryGetValue(FindingProperties.Steps, out string? steps) || steps is null || names.Of(PerdureSymbols.FromAttribute) is not { } from) return;
        foreach (string step in steps.Split(',')) Offer($"Take '{type}' from '{step}'", Attributes.WithNameOf(from, step));

        void Offer(string title, AttributeSyntax attribute) => context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(parameter, Attributes.Add(parameter, attribute)))), title),
            diagnostic);
    }
}
