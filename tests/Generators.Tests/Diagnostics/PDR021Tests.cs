namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR021Tests
{
    private const string Id = "PDR021";

    [Fact]
    public Task AnAttemptHasOneTransaction() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Save(Document document, Npgsql.NpgsqlTransaction first, [|System.Data.Common.DbTransaction|] second) => new(document.Text);
            """),
        "Step 'Save' takes 'first' and 'second', but an attempt has one transaction, in which its result is recorded: leave the others out");

    [Fact]
    public Task TwoStepsMayTakeOneEach() => Squiggles.AssertNoneAsync(StepSources.Of("""
        [Step]
        private static Summary Store(Document document, Npgsql.NpgsqlTransaction transaction) => new(document.Text);

        [Step]
        private static Reply Save(Summary summary, Npgsql.NpgsqlTransaction? transaction) => new(summary.Text);
        """));
}
