using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>What is reported lies in the user's own trees, so that the usual ways to silence or to sharpen a diagnostic work.</summary>
public sealed class SuppressionTests
{
    private const string Unused = """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => 1;
        #pragma warning disable PDR108
            [Step] private static long Silent(string text) => 1;
        #pragma warning restore PDR108
            [Step] private static short [|Loud|](string text) => 1;
        }
        """;

    [Fact]
    public Task APragmaSilences() => Squiggles.AssertAsync("PDR108", Unused);

    [Fact]
    public async Task ASettingSharpens()
    {
        CSharpCompilation compilation = TestCompilation.Create(MarkedSource.Parse("PDR108", Unused).Text);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new("PDR108", ReportDiagnostic.Error)]));

        (await Analysis.OfAsync(compilation)).Select(diagnostic => (diagnostic.Id, diagnostic.Severity)).ShouldBe([("PDR108", DiagnosticSeverity.Error)]);
    }

    [Fact]
    public async Task OtherPlacesAndPropertiesAreHandedOn()
    {
        Diagnostic found = (await Analysis.OfAsync(TestCompilation.Create(
            """
            public sealed record Ticket(int Number);

            [Workflow]
            public sealed partial class Triage : IWorkflow<string, int>
            {
                [Step] private static Ticket Load(string text) => new(1);
                [Step] private static Ticket Refresh(string text) => new(2);
                [Step] private static int Count(Ticket ticket) => ticket.Number;
            }
            """))).Single();

        found.Id.ShouldBe("PDR102");
        found.Properties["steps"].ShouldBe("Load,Refresh");
        found.AdditionalLocations.Select(location => location.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length)).ShouldBe(["Load", "Refresh"]);
        found.Location.SourceTree!.FilePath.ShouldBe(TestCompilation.FirstPath);
    }
}
