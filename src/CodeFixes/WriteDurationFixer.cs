using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Perdure.CodeFixes.Syntax;

namespace Perdure.CodeFixes;

/// <summary>PDR201: writes the duration that was probably meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteDurationFixer)), Shared]
public sealed class WriteDurationFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR201"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => EachDocument.With((_, root, diagnostics) => MeantText.Mend(root, diagnostics));

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => MeantText.RegisterAsync(context, nameof(WriteDurationFixer));
}
