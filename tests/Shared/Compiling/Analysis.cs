using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.Diagnostics;

namespace Perdure.Tests.Compiling;

/// <summary>Runs our analyzers on a compilation that the generator has run on, as the compiler does.</summary>
public static class Analysis
{
    /// <summary>All that report something.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [new WorkflowAnalyzer(), new StepCallAnalyzer(), new StepPlacementAnalyzer(), new DurableNameAnalyzer(), new LanguageVersionAnalyzer(), new AgentCallAnalyzer(), new ChildCircleAnalyzer(), new QueueAnalyzer(), new ContractAnalyzer()];

    /// <summary>What our analyzers report, in the order of the source.</summary>
    /// <param name="compilation">The user's compilation, without anything generated.</param>
    public static Task<ImmutableArray<Diagnostic>> OfAsync(CSharpCompilation compilation) => OfAsync(GeneratorRun.Of(compilation));

    /// <summary>What our analyzers report, in the order of the source.</summary>
    /// <param name="run">The generator's run.</param>
    public static Task<ImmutableArray<Diagnostic>> OfAsync(GeneratorRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return OfWholeAsync(run.Compilation, run.Documents);
    }

    /// <summary>What our analyzers report, in the order of the source.</summary>
    /// <param name="compilation">The compilation with what all generators wrote.</param>
    /// <param name="documents">The files of the project that are no C#.</param>
    public static async Task<ImmutableArray<Diagnostic>> OfWholeAsync(CSharpCompilation compilation, ImmutableArray<AdditionalText> documents = default)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        var exceptions = new List<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(documents.IsDefault ? [] : documents),
            (exception, _, _) => exceptions.Add(exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync();
        if (exceptions.Count > 0) throw new AggregateException("An analyzer threw", exceptions);
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}
