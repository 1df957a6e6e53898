using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR018Tests
{
    private const string Source = """
        [Agent]
        public sealed class LengthAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }

        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => text.Length;
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp9, "9.0")]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    public async Task AnOldLanguageIsReportedOnceAProject(LanguageVersion version, string shown)
    {
        Diagnostic found = (await Analysis.OfAsync(TestCompilation.Create(Source).In(version))).ShouldHaveSingleItem();

        found.Id.ShouldBe("PDR018");
        found.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldBe($"'LengthAgent' needs C# 11, but this project is written in C# {shown}: set <LangVersion> to 11 or newer");
    }

    [Fact]
    public async Task TheFirstVersionWithGenericAttributesIsFine() =>
        (await Analysis.OfAsync(TestCompilation.Create(Source).In(LanguageVersion.CSharp11))).ShouldBeEmpty();

    [Fact]
    public async Task AProjectWithoutWorkflowsMayBeOld() =>
        (await Analysis.OfAsync(TestCompilation.Create("public class Other { }").In(LanguageVersion.CSharp9))).ShouldBeEmpty();
}
