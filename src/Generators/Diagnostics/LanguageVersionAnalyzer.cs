using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.FrontEnd;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR018: a project whose C# has no generic attributes. Said once, whatever else the compiler says about the code that is generated for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LanguageVersionAnalyzer : DiagnosticAnalyzer
{
    private const LanguageVersion Oldest = LanguageVersion.CSharp11;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.OldLanguage]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation is not CSharpCompilation { LanguageVersion: < Oldest and var version }) return;
            var classes = new ConcurrentBag<(string Name, Location Location)>();
            start.RegisterSymbolAction(symbol => Collect((INamedTypeSymbol)symbol.Symbol, classes), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => Report(end, version, classes));
        });
    }

    private static void Collect(INamedTypeSymbol symbol, ConcurrentBag<(string Name, Location Location)> classes)
    {
        AttributeData? attribute = symbol.FindAttribute(PerdureSymbols.WorkflowAttribute) ?? symbol.FindAgentAttribute();
        if (attribute is not null) classes.Add((symbol.Name, SourceLocations.Identifier(symbol, attribute)));
    }

    private static void Report(CompilationAnalysisContext context, LanguageVersion version, ConcurrentBag<(string Name, Location Location)> classes)
    {
        if (classes.IsEmpty) return;
        (string name, Location location) = classes
            .OrderBy(found => found.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(found => found.Location.SourceSpan.Start)
            .First();
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(ShapeRules.OldLanguage), location, name, version.ToDisplayString()));
    }
}
