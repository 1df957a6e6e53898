namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR119Tests
{
    private const string Id = "PDR119";

    [Fact]
    public Task AStepThatTakesFromBothSidesIsReportedAtItsName() => Squiggles.AssertAsync(
        Id,
        Sides("private static Reply [|Join|](Ticket ticket, Summary summary) => new(ticket.Text + summary.Text);"),
        "Step 'Join' can never run, because 'Open' and 'Shorten', whose results it takes, exclude one another");

    [Fact]
    public Task AStepThatTakesOneOfThemAsNullableIsFine() => Squiggles.AssertNoneAsync(
        Sides("private static Reply Join(Ticket? ticket, Summary? summary) => new(ticket?.Text + summary?.Text);"));

    private static string Sides(string join) => StepSources.Of(
        $$"""
        [Step, When(nameof(IsLong))]
        private static Summary Shorten(Document document) => new(document.Text);

        [Step, Unless(nameof(IsLong))]
        private static Ticket Open(Document document) => new(document.Text);

        [Step]
        {{join}}

        private static bool IsLong(Document document) => document.Text.Length > 10;
        """,
        "IWorkflow<Document, Reply?>");
}
