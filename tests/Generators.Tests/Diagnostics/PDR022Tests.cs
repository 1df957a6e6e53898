namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR022Tests
{
    private const string Id = "PDR022";

    [Fact]
    public Task AnAgentThatIsCalledInsideATransactionIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static async Task<Reply> Save(Document document, Npgsql.NpgsqlTransaction transaction, [|SummarizeAgent|] agent, StepContext context, CancellationToken token) =>
                new((await context.InvokeAsync(agent, document, token)).Text);
            """),
        "Step 'Save' takes the transaction 'transaction' and the agent 'SummarizeAgent', so locks are held while the agent works: call the agent in a step before");

    [Fact]
    public Task AnAgentInTheStepBeforeIsFine() => Squiggles.AssertNoneAsync(StepSources.Of("""
        [Step<SummarizeAgent>]
        private partial ValueTask<Summary> Summarize(Document document);

        [Step]
        private static Reply Save(Summary summary, Npgsql.NpgsqlTransaction transaction) => new(summary.Text);
        """));
}
