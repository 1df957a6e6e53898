namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR109Tests
{
    private const string Id = "PDR109";

    [Fact]
    public Task AStepThatCallsAStepIsReported() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step] private async Task<int> CountAsync(Document document) { Summary summary = await this.[|Summarize|](document); return summary.Text.Length; }"),
        "Step 'Summarize' is called like a method, which records nothing: take its result as a parameter of type 'Summary'");

    [Fact]
    public Task ACallFromElsewhereIsReported() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step] public static int Count(Document document) => 1; [Step] internal void Tell(int count) { }")
            + "public static class Other { public static void Use(Measure measure) { Measure.[|Count|](new(\"\")); measure?.[|Tell|](1); } }",
        "Step 'Count' is called like a method, which records nothing: take its result as a parameter of type 'int'",
        "Step 'Tell' is called like a method, which records nothing: order steps with [After(nameof(Tell))]");

    [Fact]
    public Task AStepThatIsHandedOnAsADelegateIsReported() => Squiggles.AssertAsync(
        Id,
        Workflow(
            """
            [Step] private static int Count(Document document, [From(nameof(Measured))] long other) => Call([|Measured|], document);
            [Step] private static long Measured(Document document) => 1;
            private static int Call(Func<Document, long> step, Document document) => (int)step(document);
            """));

    [Fact]
    public Task APredicateThatIsCalledIsReported() => Squiggles.AssertAsync(
        Id,
        Workflow(
            """
            [Step] private static int Count(Document document) => [|IsLong|](document) ? 1 : 0;
            [Step, When(nameof(IsLong))] private static void Tell(Document document) { }
            private static bool IsLong(Document document) => document.Text.Length > 10;
            """),
        "Predicate 'IsLong' is called like a method, which records nothing: decide with [When] or [Unless]");

    [Fact]
    public Task NamesAndHelpersAreFine() => Squiggles.AssertNoneAsync(
        Workflow(
            """
            [Step, After(nameof(Summarize))] private static int Count(Document document) => Help(nameof(Summarize)) + Help(document);
            private static int Help(string text) => text.Length;
            private static int Help(Document document) => document.Text.Length;
            """));

    [Fact]
    public async Task AnotherAssemblyMayTestAStep()
    {
        GeneratorRun library = GeneratorRun.Of(TestCompilation.Named("Library", [], Workflow("[Step] public static int Count(Document document) => 1;")));

        await Squiggles.AssertAsync(Id, "public class Tests { public int Use() => Acme.Documents.Measure.Count(new(\"\")); }", [library.ToReference()]);
    }

    private static string Workflow(string members) => Samples.DocumentTypes + $$"""

        [Workflow]
        public sealed partial class Measure : IWorkflow<Document, int>
        {
            [Step<SummarizeAgent>] private partial ValueTask<Summary> Summarize(Document document);
            [Step] private static void Keep(Summary summary) { }
            {{members}}
        }

        """;
}
