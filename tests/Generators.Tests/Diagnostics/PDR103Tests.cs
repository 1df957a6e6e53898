namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR103Tests
{
    private const string Id = "PDR103";

    [Fact]
    public Task NullIsNoStep() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("[Step] private static Reply Draft([From([|null!|])] Document document) => new(document.Text);"),
        "Step 'Draft' takes 'Document' from '', which is no step");

    [Fact]
    public Task FromOfNoStepIsReportedAtItsArgumentWithTheNearName() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Ticket Load(Document document) => new(document.Text);

            [Step]
            private static Reply Draft([From([|"Laod"|])] Ticket ticket) => new(ticket.Text);
            """),
        "Step 'Draft' takes 'Ticket' from 'Laod', which is no step: did you mean 'Load'");

    [Fact]
    public Task AMethodThatIsNoStepIsNone() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Draft([From([|nameof(Clean)|])] Document document) => new(document.Text);

            private static Document Clean() => new("");
            """),
        "Step 'Draft' takes 'Document' from 'Clean', which is no step");

    [Fact]
    public Task AfterOfNoStepIsReportedAtTheArgumentOfTheRightOne() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static void Audit(Document document) => Console.WriteLine(document.Text);

            [Step, After(nameof(Audit)), After([|"Notify"|])]
            private static Reply Draft(Document document) => new(document.Text);
            """),
        "Step 'Draft' runs after 'Notify', which is no step");

    [Fact]
    public Task AStepsIdIsNotItsMethod() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step(Id = "Fetch")]
            private static Ticket LoadAsync(Document document) => new(document.Text);

            [Step]
            private static Reply Draft([From([|"Fetch"|])] Ticket ticket) => new(ticket.Text);
            """),
        "Step 'Draft' takes 'Ticket' from 'Fetch', which is no step");

    [Fact]
    public Task StepsAreNamedByTheirMethods() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step(Id = "Fetch")]
            private static Ticket LoadAsync(Document document) => new(document.Text);

            [Step]
            private static Reply Draft([From(nameof(LoadAsync))] Ticket ticket) => new(ticket.Text);

            [Step, After("Draft")]
            private static void Notify(Document document) => Console.WriteLine(document.Text);
            """));
}
