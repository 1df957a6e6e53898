using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Perdure.CodeFixes.Syntax;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.CodeFixes;

/// <summary>PDR210 and PDR211: lets a step take what its undo, or the key of its queue, wants of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddParameterFixer)), Shared]
public sealed class AddParameterFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR210", "PDR211"];

    /// <summary>None: one step may be marked twice, and takes a value once.</summary>
    /// <returns>Null.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration) continue;
            if (model.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } step || Wanted(diagnostic, step) is not { } wanted) continue;
            if (Attribute(diagnostic, new AttributeNames(model, declaration.SpanStart)) is not { } attribute) continue;
            string parameter = $"[{attribute}] {wanted.ToMinimalDisplayString(model, declaration.SpanStart, Format)}";
            context.RegisterCodeFix(
                CodeAction.Create($"Let '{step.Name}' take '{parameter}'", cancellation => AddAsync(context.Document, declaration.ParameterList, step, parameter, cancellation), nameof(AddParameterFixer)),
                diagnostic);
        }
    }

    private static SymbolDisplayFormat Format { get; } = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>The parameter of the undo or the key that the step does not take; null: that is not what is wrong.</summary>
    private static IParameterSymbol? Wanted(Diagnostic diagnostic, IMethodSymbol step)
    {
        if (!diagnostic.Properties.TryGetValue(FindingProperties.Parameter, out string? name) || diagnostic.Properties.ContainsKey(FindingProperties.Member)) return null;
        string? method = diagnostic.Id == "PDR210" ? UndoParser.NameOf(step) : QueueKeyParser.Describe(step)?.Key;
        return method is null ? null : step.ContainingType.GetMembers(method).OfType<IMethodSymbol>().SelectMany(one => one.Parameters).FirstOrDefault(parameter => parameter.Name == name);
    }

    private static AttributeSyntax? Attribute(Diagnostic diagnostic, AttributeNames names)
    {
        if (diagnostic.Properties.ContainsKey(FindingProperties.Input)) return names.Of(PerdureSymbols.InputAttribute) is { } input ? Attributes.Marker(input) : null;
        return diagnostic.Properties.TryGetValue(FindingProperties.Steps, out string? producer) && names.Of(PerdureSymbols.FromAttribute) is { } from ? Attributes.WithNameOf(from, producer!) : null;
    }

    // Behind the data, before what only this attempt has. Written into the text: what stands around it, line ends and comments, stays where it is.
    private static async Task<Document> AddAsync(Document document, ParameterListSyntax list, IMethodSymbol step, string parameter, CancellationToken cancellationToken)
    {
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        int data = step.Parameters.Length;
        while (data > 0 && (step.Parameters[data - 1].Type.IsPerdure("StepContext") || step.Parameters[data - 1].Type.Is("System.Threading", "CancellationToken"))) data--;
        TextChange change = data > 0 ? new TextChange(new TextSpan(list.Parameters[data - 1].Span.End, 0), ", " + parameter)
            : list.Parameters.Count > 0 ? new TextChange(new TextSpan(list.Parameters[0].SpanStart, 0), parameter + ", ")
            : new TextChange(new TextSpan(list.OpenParenToken.Span.End, 0), parameter);
        return document.WithText(text.WithChanges(change));
    }
}
