namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR222Tests
{
    private const string Id = "PDR222";

    [Fact]
    public Task AStepWithoutAContextIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""[Step, [|Heartbeat("30s")|]] private static Summary Act(Document document) => new("");""", "IWorkflow<Document, Summary>"),
        "Step 'Act' is marked [Heartbeat], but takes no 'StepContext' whose Heartbeat it could call");

    [Fact]
    public Task AnAgentIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""[Step<SummarizeAgent>, [|Heartbeat("30s")|]] private partial ValueTask<Summary> Act(Document document);""", "IWorkflow<Document, Summary>"),
        "Step 'Act' is marked [Heartbeat], but an agent has no 'StepContext' to call: limit its attempts by [Timeout]");

    [Fact]
    public Task AStepWithAContextIsFine() => Squiggles.AssertNoneAsync(
        StepSources.Of("""[Step, Heartbeat("30s")] private static Summary Act(Document document, StepContext context) => new(context.StepId);""", "IWorkflow<Document, Summary>"));
}
