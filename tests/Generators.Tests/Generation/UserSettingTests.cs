using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Generation;

/// <summary>Generated code compiles without a warning, whatever the user's project asks of the compiler.</summary>
public sealed class UserSettingTests
{
    private const string Older = """
        namespace Acme;

        public sealed class Order { public string Id { get; set; } = ""; }

        [Agent]
        public sealed class CountAgent : IAgent<Order, int>
        {
            public ValueTask<int> InvokeAsync(Order input, AgentContext context, CancellationToken cancellationToken) => new(input.Id.Length);
        }

        [Workflow, Retry(3)]
        public sealed partial class Orders : IWorkflow<Order, string>
        {
            private readonly TimeProvider time;
            public Orders(TimeProvider time) { this.time = time; }
            [Step<CountAgent>] private partial ValueTask<int> Count(Order order);
            [Step] private string Tell(int count, StepContext context) { return count + time.ToString() + context.StepId; }
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    public void TheOldestLanguageThatHasGenericAttributesIsEnough(LanguageVersion version) =>
        GeneratorRun.Of(TestCompilation.Create(Older).In(version)).ShouldCompile().Files.Count.ShouldBe(3);

    [Theory]
    [InlineData(NullableContextOptions.Disable)]
    [InlineData(NullableContextOptions.Enable)]
    public void NullabilityMayBeOnOrOff(NullableContextOptions nullable)
    {
        CSharpCompilation compilation = TestCompilation.Create(Samples.DocumentInsights, Samples.DocumentTypes);

        GeneratorRun.Of(compilation.WithOptions(compilation.Options.WithNullableContextOptions(nullable))).ShouldCompile().File("Acme.Documents.DocumentInsights").ShouldContain("__Perdure");
    }

    [Fact]
    public void EachPublicMemberIsDocumented()
    {
        CSharpCompilation compilation = TestCompilation.Create(Samples.DocumentInsights, Samples.DocumentTypes);
        IEnumerable<SyntaxTree> documented = compilation.SyntaxTrees.Select(tree => tree.WithRootAndOptions(tree.GetRoot(), ((CSharpParseOptions)tree.Options).WithDocumentationMode(DocumentationMode.Diagnose)));

        GeneratorRun.Of(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(documented)).ShouldCompile();
    }

    [Fact]
    public void AllWarningsMayBeOn()
    {
        CSharpCompilation compilation = TestCompilation.Create(Samples.DocumentInsights, Samples.DocumentTypes);

        GeneratorRun.Of(compilation.WithOptions(compilation.Options.WithWarningLevel(9999).WithOverflowChecks(true).WithGeneralDiagnosticOption(ReportDiagnostic.Error))).ShouldCompile();
    }
}
