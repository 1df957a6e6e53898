namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR111Tests
{
    private const string Id = "PDR111";

    [Fact]
    public Task ADeclaredStepOfAnotherResultIsReportedAtItsReturnType() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step<SummarizeAgent>]
            private partial [|ValueTask<Reply>|] Summarize(Document document);
            """),
        "Step 'Summarize' returns 'Reply', but 'SummarizeAgent' returns 'Summary'");

    [Fact]
    public Task ADeclaredStepOfAnAgentWithoutResultIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step<NotifyAgent>]
            private partial [|Task<Reply>|] Notify(Document document);
            """),
        "Step 'Notify' returns 'Reply', but 'NotifyAgent' returns nothing");

    [Fact]
    public Task TheStepsThatTakeTheAgentsResultAreNotBlamed() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step<SummarizeAgent>]
            private partial [|ValueTask<Ticket>|] Summarize(Document document);

            [Step]
            private static Reply Draft(Summary summary) => new(summary.Text);
            """),
        "Step 'Summarize' returns 'Ticket', but 'SummarizeAgent' returns 'Summary'");

    [Fact]
    public Task AValueHasNoNullToHandOn() => Squiggles.AssertAsync(
        Id,
        """
        [Agent]
        public sealed class LengthAgent : IAgent<string, int?>
        {
            public ValueTask<int?> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(default(int?));
        }

        [Workflow]
        public sealed partial class Sample : IWorkflow<string, int>
        {
            [Step<LengthAgent>] private partial [|ValueTask<int>|] Measure(string text);
        }
        """,
        "Step 'Measure' returns 'int', but 'LengthAgent' returns 'int?'");

    [Theory]
    [InlineData("ValueTask<Summary>", "Summary")]
    [InlineData("Task<Summary>", "Summary")]
    [InlineData("ValueTask<Summary?>", "Summary?")]
    public Task TheAgentsResultIsReturnedNullabilityAside(string returns, string taken) => Squiggles.AssertNoneAsync(
        StepSources.Of($"""
            [Step<SummarizeAgent>]
            private partial {returns} Summarize(Document document);

            [Step]
            private static Reply Draft({taken} summary) => new($"{"{summary}"}");
            """));
}
