namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR115Tests
{
    private const string Id = "PDR115";

    [Fact]
    public Task ARetriedStepThatIsNotIdempotentIsWarnedAboutAtItsName() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step, NotIdempotent, Retry(2)]
            private static Reply [|Send|](Document document) => new(document.Text);
            """),
        "Step 'Send' is marked [NotIdempotent] and retried, but takes no 'StepContext' whose IdempotencyKey it could hand on");

    [Fact]
    public Task TheWorkflowsRetryCountsAsWell() => Squiggles.AssertAsync(
        Id,
        "[Retry(3)]\n" + StepSources.Of("""
            [Step, NotIdempotent]
            private static Reply [|Send|](Document document) => new(document.Text);
            """));

    [Theory]
    [InlineData("[Step, NotIdempotent] private static Reply Send(Document document) => new(document.Text);")]
    [InlineData("[Step, NotIdempotent, Retry(1)] private static Reply Send(Document document) => new(document.Text);")]
    [InlineData("[Step, Retry(3)] private static Reply Send(Document document) => new(document.Text);")]
    [InlineData("[Step, NotIdempotent, Retry(3)] private static Reply Send(Document document, StepContext context) => new(context.IdempotencyKey);")]
    public Task NothingIsReportedFor(string step) => Squiggles.AssertNoneAsync(StepSources.Of(step));

    [Fact]
    public Task AnAgentHasTheKey() => Squiggles.AssertNoneAsync(
        StepSources.Of(
            """
            [Step<NotifyAgent>, NotIdempotent, Retry(3)]
            private partial Task Notify(Document document);
            """,
            "IWorkflow<Document, None>"));
}
