using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Generation;

/// <summary>Of a wrong workflow the shape is emitted, so that the user's own code compiles and only the mistake is reported.</summary>
public sealed class ShapeOnlyTests
{
    private const string NoProducer = """
        namespace Acme.Documents;

        [Workflow]
        public sealed partial class DocumentInsights : IWorkflow<Document, Insights>
        {
            [Step<SummarizeAgent>]
            private partial ValueTask<Summary> Summarize(Document document);

            [Step]
            private static Insights Combine(Summary summary, Entities entities) => new(summary, entities);

            public static object Plan => Definition;
        }
        """;

    [Fact]
    public void AWrongWorkflowGetsItsShape() => Snapshot.Match(GeneratorRun.Of(NoProducer, Samples.DocumentTypes).ShouldCompile().File("Acme.Documents.DocumentInsights"));

    [Fact]
    public void ItsDefinitionNamesTheErrors()
    {
        Assembly assembly = GeneratorRun.Of(NoProducer, Samples.DocumentTypes).Load();

        TargetInvocationException thrown = Should.Throw<TargetInvocationException>(() => assembly.GetType("Acme.Documents.DocumentInsights")!.GetProperty("Definition")!.GetValue(null));

        thrown.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("Workflow 'DocumentInsights' has no plan: see PDR101");
    }

    [Fact]
    public void ATypeThatOnlyAnotherGeneratorWritesIsNamedAsTheReason()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow]
            public sealed partial class Measure : IWorkflow<string, int>
            {
                [Step] private static WrittenLater Read(string text) => new();
                [Step] private static int Count(WrittenLater read) => 1;
            }
            """);

        run.File("Measure").ShouldContain("=> throw new global::System.InvalidOperationException(\"Workflow 'Measure' has no plan: a type in it could not be resolved, which is");
        run.Files["Perdure.Registry.g.cs"].ShouldNotContain("Measure");
    }

    [Fact]
    public void WithoutAContractTheDefinitionStillCompiles() =>
        GeneratorRun.Of(
            """
            [Workflow]
            public sealed partial class Nothing
            {
                [Step] private static int Count(string name) => 1;
                public static object Use() => Nothing.Definition;
            }
            """).ShouldCompile();

    public static TheoryData<string> Sources =>
    [
        "[Step] private static int Count(string text) => 1;",
        "[Step] private static int Count(string text, long other) => 1;",
        "[Step] private static int Count(ref string text) => 1;",
        "[Step] private static int Count((int, int) text) => 1;",
        "[Step] private static int Count(string text) => 1; [Step] private static int Again(string text) => 1;",
        "[Step] private static int Count(string text, int again) => 1; [Step] private static int Again(int count) => 1;",
        "[Step, After(\"Gone\")] private static int Count(string text) => 1;",
        "[Step, Timeout(\"30\")] private static int Count(string text) => 1;",
        "[Step(Id = \"\")] private static int Count(string text) => 1;",
        "[Step] private static int Count(string text) => 1; [Step] private static void Other(string text) { } private static int Definition => 1;",
        "[Step] private static int Count(string text) => 1; private int state; public int State => state++;",
        "[Step] private int Count(string text) => 1; public Counter(int a) { } public Counter(string b) { }",
        "[Step, Retry(2, NonRetryable = [typeof(KeyNotFoundException), typeof(List<>)])] private static int Count(string text) => 1;",
        "[Step] private partial int Count(string text);",
        "[Step<string>] private partial int Count(string text);",
        "[Step] private static int Count(string text, StepContext context) => 1; [Step] private static long Unused(int count) => 1;",
        "[Step] private static int Count(string text) => 1; [Step, NotIdempotent, Retry(2)] private static void Pay(string text) { }",
    ];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task OnlyAWorkflowWithErrorsHasNoPlan(string members)
    {
        GeneratorRun run = GeneratorRun.Of($"[Workflow] public sealed partial class Counter : IWorkflow<string, int> {{ {members} }}");

        bool hasErrors = (await Analysis.OfAsync(run)).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        run.ShouldCompile().Files.GetValueOrDefault("Counter.workflow.g.cs", "").Contains("WorkflowRunner", StringComparison.Ordinal).ShouldBe(!hasErrors);
    }
}
