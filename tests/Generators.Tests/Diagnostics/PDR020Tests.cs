namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR020Tests
{
    private const string Id = "PDR020";

    [Theory]
    [InlineData("System.Data.Common.DbTransaction")]
    [InlineData("Npgsql.NpgsqlTransaction")]
    public Task ADeclaredStepHasNoCodeThatCouldUseATransaction(string type) => Squiggles.AssertAsync(
        Id,
        StepSources.Of($$"""
            [Step<WriterAgent>]
            private partial ValueTask<Reply> Draft(string topic, string tone, [|{{type}}|] transaction);
            """, "IWorkflow<string, Reply>"),
        "Step 'Draft' takes the transaction 'transaction', but a declared step has no code that could use it");

    [Fact]
    public Task ACodeStepMayTakeOne() => Squiggles.AssertNoneAsync(StepSources.Of("""
        [Step]
        private static Reply Save(Document document, System.Data.Common.DbTransaction transaction) => new(document.Text);
        """));
}
