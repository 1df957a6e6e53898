using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.FrontEnd;
using Perdure.Generators.Model;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR217: a queue that is declared with limits that make no sense, or a second time with others.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class QueueAnalyzer : DiagnosticAnalyzer
{
    private const int LongestName = 100;
    private const int MostAtOnce = 1_000_000;
    private const double LowestRate = 0.00001;
    private const double HighestRate = 1_000_000;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.BadQueue]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(Analyze);
    }

    private static void Analyze(CompilationAnalysisContext context)
    {
        AttributeData[] own = context.Compilation.Assembly.FindAttributes(PerdureSymbols.QueueAttribute);
        if (own.Length == 0) return;
        var known = new Dictionary<string, (QueueModel Queue, string Where)>(StringComparer.Ordinal);
        foreach (IAssemblySymbol assembly in QueueDeclarations.Referenced(context.Compilation))
        {
            foreach (QueueModel queue in QueueDeclarations.Describe(assembly)) known[queue.Name] = (queue, $"assembly '{assembly.Name}'");
        }

        foreach (AttributeData attribute in own)
        {
            if (attribute.IsBroken() || QueueDeclarations.Describe(attribute) is not { } queue) continue;
            if (FindProblem(queue) is { } wrong)
            {
                Report(context, attribute, wrong.Argument, queue.Name, wrong.Problem);
            }
            else if (known.TryGetValue(queue.Name, out (QueueModel Queue, string Where) other) && other.Queue != queue)
            {
                Report(context, attribute, null, queue.Name, $"is declared with other limits in {other.Where}: declare it once");
            }

            if (!known.ContainsKey(queue.Name)) known.Add(queue.Name, (queue, "this assembly as well"));
        }
    }

    private static (string? Argument, string Problem)? FindProblem(QueueModel queue)
    {
        if (queue.Name.Length is 0 or > LongestName) return (null, $"has a name of {queue.Name.Length} characters: it has from 1 to {LongestName}");
        if (queue.Name.Any(char.IsControl)) return (null, "has a control character in its name: leave it out");
        if (queue.Concurrency < 0) return ("Concurrency", $"has the concurrency {queue.Concurrency}: it is at least 1, or left out");
        if (queue.KeyConcurrency < 0) return ("KeyConcurrency", $"has the concurrency {queue.KeyConcurrency} of a key: it is at least 1, or left out");
        if (queue.RatePerSecond is not 0 && !(queue.RatePerSecond is >= LowestRate and <= HighestRate))
            return ("RatePerSecond", $"has the rate {CSharpText.Literal(queue.RatePerSecond)}: it is from one in a day or so to a million a second, or left out");
        if (queue.Burst is < 1 or > MostAtOnce) return ("Burst", $"lets {queue.Burst} begin at once: it is from 1 to {MostAtOnce}");
        if (queue.Burst > 1 && queue.RatePerSecond is 0) return ("Burst", "has a burst and no rate that it could exceed: give it a RatePerSecond");
        return queue is { Concurrency: 0, KeyConcurrency: 0, RatePerSecond: 0 } ? (null, "limits nothing: give it a Concurrency, a KeyConcurrency or a RatePerSecond") : null;
    }

    private static void Report(CompilationAnalysisContext context, AttributeData attribute, string? argument, string queue, string problem)
    {
        Location? place = argument is null ? SourceLocations.Argument(attribute) : SourceLocations.Argument(attribute, argument);
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(ShapeRules.BadQueue), place ?? SourceLocations.Attribute(attribute), queue, problem));
    }
}
