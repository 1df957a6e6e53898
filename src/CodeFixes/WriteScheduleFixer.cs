using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Perdure.CodeFixes.Syntax;

namespace Perdure.CodeFixes;

/// <summary>PDR212, PDR214: writes the cron expression, or the time zone, that was probably meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteScheduleFixer)), Shared]
public sealed class WriteScheduleFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PDR212", "PDR214"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => EachDocument.With((_, root, diagnostics) => MeantText.Mend(root, diagnostics));

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => MeantText.RegisterAsync(context, nameof(WriteScheduleFixer));
}
