namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR114Tests
{
    private const string Id = "PDR114";

    [Theory]
    [InlineData("Ticket", "returns 'Ticket' where workflow 'Sample' returns 'Reply'")]
    [InlineData("Reply?", "returns 'Reply?' where workflow 'Sample' returns 'Reply'")]
    [InlineData("void", "returns nothing where workflow 'Sample' returns 'Reply'")]
    public Task AMarkOnAnotherTypeIsReportedAtTheStep(string returns, string problem) => Squiggles.AssertAsync(
        Id,
        StepSources.Of($"""
            [Step, Result]
            private static {returns} [|Load|](Document document) => throw new InvalidOperationException(document.Text);

            [Step, After(nameof(Load))]
            private static Reply Draft(Document document) => new(document.Text);
            """),
        $"Step 'Load' is marked [Result], but {problem}");

    [Fact]
    public Task AMarkInAWorkflowWithoutResultIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step, Result]
            private static Ticket [|Load|](Document document) => new(document.Text);
            """,
            "IWorkflow<Document, None>"),
        "Step 'Load' is marked [Result], but workflow 'Sample' returns nothing");

    [Fact]
    public Task ASecondMarkIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step, Result]
            private static Reply Briefly(Document document) => new(document.Text[..1]);

            [Step, Result]
            private static Reply [|AtLength|](Document document) => new(document.Text);
            """),
        "Step 'AtLength' is marked [Result], but so is 'Briefly'");

    [Fact]
    public Task AMarkThatIsNotNeededDoesNoHarm() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step, Result]
            private static Reply Draft(Document document) => new(document.Text);
            """));
}
