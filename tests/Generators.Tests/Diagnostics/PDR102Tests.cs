using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR102Tests
{
    private const string Id = "PDR102";

    private const string TwoTickets = """
        [Step]
        private static Ticket Load(Document document) => new(document.Text);

        [Step]
        private static async Task<Ticket> RefreshAsync(Document document) => await Task.FromResult(new Ticket(document.Text));

        """;

    [Fact]
    public Task AParameterThatTwoResultsFitIsReportedAtItsType() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(TwoTickets + """
            [Step]
            private static Reply Draft([|Ticket|] ticket) => new(ticket.Text);
            """),
        "Step 'Draft' takes 'Ticket', which both 'Load' and 'RefreshAsync' return");

    [Fact]
    public Task TheInputIsACandidateLikeAnyResult() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Document Load() => new("");

            [Step]
            private static Reply Draft([|Document|] document) => new(document.Text);
            """),
        "Step 'Draft' takes 'Document', which both the workflow's input and 'Load' return");

    [Fact]
    public async Task BothStepsAreAdditionalPlaces()
    {
        string source = StepSources.Of(TwoTickets + """
            [Step]
            private static Reply Draft(Ticket ticket) => new(ticket.Text);
            """);

        Diagnostic diagnostic = (await Analysis.OfAsync(TestCompilation.Create(source))).ShouldHaveSingleItem();

        diagnostic.AdditionalLocations.Select(place => source.Substring(place.SourceSpan.Start, place.SourceSpan.Length)).ShouldBe(["Load", "RefreshAsync"]);
    }

    [Theory]
    [InlineData("Ticket load")]
    [InlineData("Ticket REFRESH")]
    [InlineData("[From(nameof(Load))] Ticket ticket")]
    [InlineData("[From(nameof(RefreshAsync))] Ticket load")]
    public Task ANameOrFromDecides(string parameter) => Squiggles.AssertNoneAsync(
        StepSources.Of(TwoTickets + $"""
            [Step]
            private static void Compare(Ticket load, Ticket refresh) => Console.WriteLine(load == refresh);

            [Step]
            private static Reply Draft({parameter}) => new("");
            """));

    [Fact]
    public Task WhatDependsOnTheStepIsNoCandidate() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            private static Document Clean(Document document) => new(document.Text.Trim());

            [Step]
            private static Document Translate([From(nameof(Clean))] Document document) => new(document.Text);

            [Step]
            private static Reply Draft([From(nameof(Translate))] Document document) => new(document.Text);
            """));
}
