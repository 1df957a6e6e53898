using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR107Tests
{
    private const string Id = "PDR107";

    private const string TwoReplies = """
        [Step]
        private static Reply Briefly(Document document) => new(document.Text[..1]);

        [Step]
        private static Reply AtLength(Document document) => new(document.Text);
        """;

    [Fact]
    public Task AWorkflowWhoseResultTwoStepsReturnIsReportedAtItsName() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(TwoReplies, name: "[|Sample|]"),
        "Workflow 'Sample' returns 'Reply', which both 'Briefly' and 'AtLength' return");

    [Fact]
    public async Task BothStepsAreAdditionalPlaces()
    {
        string source = StepSources.Of(TwoReplies);

        Diagnostic diagnostic = (await Analysis.OfAsync(TestCompilation.Create(source))).ShouldHaveSingleItem();

        diagnostic.AdditionalLocations.Select(place => source.Substring(place.SourceSpan.Start, place.SourceSpan.Length)).ShouldBe(["Briefly", "AtLength"]);
    }

    [Fact]
    public Task OfStepsThatBuildOnOneAnotherTheLastOneCounts() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            private static Reply Draft(Document document) => new(document.Text);

            [Step]
            private static Ticket Review([From(nameof(Draft))] Reply reply) => new(reply.Text);

            [Step]
            private static Reply Improve(Ticket ticket) => new(ticket.Text);
            """));

    [Fact]
    public Task AMarkDecides() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step, Result]
            private static Reply Briefly(Document document) => new(document.Text[..1]);

            [Step]
            private static Reply AtLength([From(nameof(Briefly))] Reply reply) => reply;

            [Step]
            private static void Notify([From(nameof(AtLength))] Reply reply) => Console.WriteLine(reply.Text);
            """));
}
