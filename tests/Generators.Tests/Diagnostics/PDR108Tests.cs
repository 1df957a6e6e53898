namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR108Tests
{
    private const string Id = "PDR108";

    [Fact]
    public Task AResultThatNothingTakesIsPointedOutAtTheStep() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static async ValueTask<Ticket> [|LoadAsync|](Document document) => await Task.FromResult(new Ticket(document.Text));

            [Step<SummarizeAgent>]
            private partial ValueTask<Summary> [|Summarize|](Document document);

            [Step]
            private static Reply Draft(Document document) => new(document.Text);
            """),
        "Step 'LoadAsync' returns 'Ticket', which nothing takes",
        "Step 'Summarize' returns 'Summary', which nothing takes");

    [Fact]
    public Task AnOrderCountsAsUse() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            private static Ticket Load(Document document) => new(document.Text);

            [Step, After(nameof(Load))]
            private static Reply Draft(Document document) => new(document.Text);
            """));

    [Fact]
    public Task AStepThatReturnsNothingIsNotPointedOut() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step<NotifyAgent>]
            private partial ValueTask Notify(Document document);

            [Step<SummarizeAgent>]
            private partial Task Summarize(Document document);

            [Step]
            private static Reply Draft(Document document) => new(document.Text);
            """));

    [Fact]
    public Task TheWorkflowsResultNeedNotBeTaken() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            private static Reply Draft(Document document) => new(document.Text);
            """));
}
