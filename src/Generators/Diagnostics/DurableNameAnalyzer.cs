using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR004 and PDR013: a durable name that two classes have, in this assembly or in those it references.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DurableNameAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.DuplicateWorkflow, ShapeRules.DuplicateAgent]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var workflows = new ConcurrentBag<Declaration>();
            var agents = new ConcurrentBag<Declaration>();
            start.RegisterSymbolAction(symbol => Collect((INamedTypeSymbol)symbol.Symbol, workflows, agents), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => Report(end, workflows, agents));
        });
    }

    private static void Collect(INamedTypeSymbol symbol, ConcurrentBag<Declaration> workflows, ConcurrentBag<Declaration> agents)
    {
        if (symbol.TypeKind != TypeKind.Class) return;
        if (symbol.FindAttribute(PerdureSymbols.WorkflowAttribute) is { } workflow)
        {
            workflows.Add(new Declaration(WorkflowParser.Name(symbol, workflow) + "@" + workflow.Named("Version", 1), $"'{symbol.Name}'", SourceLocations.Identifier(symbol, workflow)));
        }

        if (symbol.FindAgentAttribute() is { } agent)
        {
            agents.Add(new Declaration(AgentReader.Name(symbol), $"'{symbol.Name}'", SourceLocations.Identifier(symbol, agent)));
        }
    }

    private static void Report(CompilationAnalysisContext context, ConcurrentBag<Declaration> workflows, ConcurrentBag<Declaration> agents)
    {
        ReferencedRegistry[] referenced = [.. RegistryReader.Referenced(context.Compilation)];
        Report(context, ShapeRules.DuplicateWorkflow, workflows, referenced, registry => registry.Workflows);
        Report(context, ShapeRules.DuplicateAgent, agents, referenced, registry => registry.Agents);
    }

    private static void Report(
        CompilationAnalysisContext context, Rule rule, ConcurrentBag<Declaration> own, ReferencedRegistry[] referenced, Func<ReferencedRegistry, string[]> names)
    {
        IEnumerable<Declaration> others = referenced.SelectMany(registry => names(registry).Select(name => new Declaration(name, $"assembly '{registry.Assembly}'", Location.None)));
        IEnumerable<Declaration> inOrder = own.OrderBy(declaration => declaration.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(declaration => declaration.Location.SourceSpan.Start);
        foreach (IGrouping<string, Declaration> group in inOrder.Concat(others).GroupBy(declaration => declaration.Name, StringComparer.Ordinal))
        {
            Declaration[] same = [.. group];
            if (same.Length > 1) Report(context, rule, same);
        }
    }

    /// <summary>Once for each class of this assembly but the first; where the others are in referenced assemblies, at the one class, or at no place.</summary>
    private static void Report(CompilationAnalysisContext context, Rule rule, Declaration[] same)
    {
        Declaration[] here = [.. same.Where(declaration => declaration.Location.IsInSource)];
        IEnumerable<Declaration> places = here.Length > 1 ? here.Skip(1) : same.Take(1);
        foreach (Declaration place in places)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.Of(rule),
                place.Location,
                here.Where(other => other != place).Select(other => other.Location),
                place.Name,
                string.Join(" and by ", same.Select(declaration => declaration.Who))));
        }
    }

    private sealed record Declaration(string Name, string Who, Location Location);
}
