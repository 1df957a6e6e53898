using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR209: workflows that run each other as children for ever. Within one compilation: an assembly that is referenced does not refer back.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChildCircleAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.ChildCircle]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var symbol = (INamedTypeSymbol)context.Symbol;
        if (symbol.TypeKind != TypeKind.Class || !symbol.IsWorkflow() || Find(symbol, context.Compilation) is not { } circle) return;

        // Each of the circle finds it: the one whose name comes first reports it.
        string[] names = [.. circle.Select(step => TypeReader.Display(step.Child))];
        string own = TypeReader.Display(symbol);
        if (names.Any(name => string.CompareOrdinal(name, own) < 0)) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.Of(ShapeRules.ChildCircle),
            SourceLocations.TypeArgument(circle[0].Step),
            circle.Skip(1).Select(step => SourceLocations.TypeArgument(step.Step)),
            string.Join(" -> ", names.Prepend(own).Select(name => $"'{name}'"))));
    }

    /// <summary>A shortest way from a workflow back to itself, by breadth; null: there is none.</summary>
    private static ImmutableList<ChildStep>? Find(INamedTypeSymbol start, Compilation compilation)
    {
        HashSet<INamedTypeSymbol> seen = new(SymbolEqualityComparer.Default);
        var open = new Queue<(INamedTypeSymbol Workflow, ImmutableList<ChildStep> Way)>();
        open.Enqueue((start, []));
        while (open.Count > 0)
        {
            (INamedTypeSymbol workflow, ImmutableList<ChildStep> way) = open.Dequeue();
            foreach (ChildStep step in ChildSteps.Unguarded(workflow, compilation))
            {
                ImmutableList<ChildStep> longer = way.Add(step);
                if (SymbolEqualityComparer.Default.Equals(step.Child, start)) return longer;
                bool isSource = SymbolEqualityComparer.Default.Equals(step.Child.ContainingAssembly, compilation.Assembly);
                if (isSource && seen.Add(step.Child)) open.Enqueue((step.Child, longer));
            }
        }

        return null;
    }
}
