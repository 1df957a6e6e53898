namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR105Tests
{
    private const string Id = "PDR105";

    [Fact]
    public Task ACycleIsReportedOnceAtItsFirstStepWithItsPath() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Ticket [|Load|](Summary summary, Document document) => new(summary.Text);

            [Step]
            private static Letter Write(Ticket ticket) => new(ticket.Text);

            [Step]
            private static Summary Shorten(Letter letter) => new(letter.Text);

            [Step]
            private static Reply Draft(Summary summary) => new(summary.Text);
            """),
        "Steps form a cycle: 'Load' → 'Write' → 'Shorten' → 'Load'");

    [Fact]
    public Task OrderMakesACycleAsDataDoes() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step, After(nameof(Draft))]
            private static Ticket [|Load|](Document document) => new(document.Text);

            [Step]
            private static Reply Draft(Ticket ticket) => new(ticket.Text);
            """),
        "Steps form a cycle: 'Load' → 'Draft' → 'Load'");

    [Fact]
    public Task AStepAfterItselfIsACycle() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step, After(nameof(Draft))]
            private static Reply [|Draft|](Document document) => new(document.Text);
            """),
        "Steps form a cycle: 'Draft' → 'Draft'");

    [Fact]
    public Task AStepThatTakesAndReturnsOneTypeIsNone() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            private static Document Clean(Document document) => new(document.Text.Trim());

            [Step]
            private static Reply Draft([From(nameof(Clean))] Document document) => new(document.Text);
            """));
}
