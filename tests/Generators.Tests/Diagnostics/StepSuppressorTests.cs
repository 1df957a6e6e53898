using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.Diagnostics;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>Advice of others that is wrong for steps is silent on steps, and on nothing else.</summary>
public sealed class StepSuppressorTests
{
    private const string Source = """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int?>
        {
            [Step, When(nameof(Decide))] private int Count(string text) => 1;
            private int Help(string text) => 1;
            private bool Decide(string text) => true;
        }

        public class Other
        {
            [Obsolete] private int Count(string text) => 1;
        }
        """;

    [Theory]
    [InlineData("CA1822")]
    [InlineData("IDE0060")]
    [InlineData("IDE0051")]
    public async Task OnStepsAdviceIsSilent(string id) => (await LinesWithAdviceAsync(id)).ShouldBe([5, 11]);

    [Fact]
    public async Task OtherAdviceIsHeard() => (await LinesWithAdviceAsync("CA9999")).ShouldBe([4, 5, 6, 11]);

    private static async Task<int[]> LinesWithAdviceAsync(string id)
    {
        Compilation compilation = GeneratorRun.Of(Source).Compilation;
        ImmutableArray<Diagnostic> found = await compilation
            .WithAnalyzers([new Adviser(id), new StepSuppressor()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, false, false, reportSuppressedDiagnostics: true))
            .GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(diagnostic => !diagnostic.IsSuppressed).Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1).Distinct().Order()];
    }

    /// <summary>Stands for the analyzers of the SDK: has advice on each method and parameter that somebody wrote.</summary>
    /// <param name="id">The id of the advice.</param>
#pragma warning disable RS1001, RS1017 // It is loaded by this test and by no compiler, and speaks with the ids of others.
    private sealed class Adviser(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor advice = new(id, "Advice", "Advice", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
#pragma warning restore RS1001, RS1017

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [advice];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSyntaxNodeAction(
                node =>
                {
                    var method = (MethodDeclarationSyntax)node.Node;
                    node.ReportDiagnostic(Diagnostic.Create(advice, method.Identifier.GetLocation()));
                    node.ReportDiagnostic(Diagnostic.Create(advice, method.ParameterList.Parameters[0].Identifier.GetLocation()));
                },
                Microsoft.CodeAnalysis.CSharp.SyntaxKind.MethodDeclaration);
        }
    }
}
