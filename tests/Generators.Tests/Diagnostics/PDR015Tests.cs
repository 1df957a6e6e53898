namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR015Tests
{
    private const string Id = "PDR015";

    [Fact]
    public Task AClassThatIsNoAgentIsReported() => Squiggles.AssertAsync(
        Id, Workflow("string"), "Step 'Summarize' names 'string', which is neither an agent nor a workflow");

    [Fact]
    public Task AnAgentOfNearlyThatNameIsNamed() => Squiggles.AssertAsync(
        Id, Workflow("Summarise") + "public sealed class Summarise;", "Step 'Summarize' names 'Summarise', which is neither an agent nor a workflow: did you mean 'SummarizeAgent'");

    [Fact]
    public Task AClassThatOnlyLacksTheAttributeIsToldSo() => Squiggles.AssertAsync(
        Id,
        Workflow("Unmarked") + """
        public sealed class Unmarked : IAgent<Document, Summary>
        {
            public ValueTask<Summary> InvokeAsync(Document input, AgentContext context, CancellationToken cancellationToken) => default;
        }
        """,
        "Step 'Summarize' names 'Unmarked', which implements IAgent<TIn, TOut> but is not marked [Agent]");

    [Fact]
    public Task AClassThatOnlyLacksTheAttributeOfAWorkflowIsToldSo() => Squiggles.AssertAsync(
        Id,
        Workflow("Unmarked") + "public sealed class Unmarked : IWorkflow<Document, Summary>;",
        "Step 'Summarize' names 'Unmarked', which implements IWorkflow but is not marked [Workflow]");

    [Fact]
    public Task AWorkflowIsFine() => Squiggles.AssertNoneAsync(Workflow("Other").Replace("[|Other|]", "Other", StringComparison.Ordinal) + """
        [Workflow]
        public sealed partial class Other : IWorkflow<Document, Summary>
        {
            [Step] private static Summary Make(Document document) => new(document.Text);
        }
        """);

    [Fact]
    public Task AnAgentIsFine() => Squiggles.AssertNoneAsync(Workflow("SummarizeAgent").Replace("[|SummarizeAgent|]", "SummarizeAgent", StringComparison.Ordinal));

    [Fact]
    public Task ATypeThatDoesNotExistIsTheCompilersToReport() => Squiggles.AssertAsync(
        Id, Workflow("Missing").Replace("[|Missing|]", "{|CS0246:Missing|}", StringComparison.Ordinal));

    [Fact]
    public Task AStructIsTheCompilersToReport() => Squiggles.AssertAsync(
        Id, Workflow("int").Replace("[|int|]", "{|CS0452:[|int|]|}", StringComparison.Ordinal));

    private static string Workflow(string agent) => Samples.DocumentTypes + $$"""

        [Workflow]
        public sealed partial class Measure : IWorkflow<Document, Summary>
        {
            [Step<[|{{agent}}|]>] private partial ValueTask<Summary> Summarize(Document document);
        }

        """;
}
