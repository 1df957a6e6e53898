namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR230Tests
{
    private const string Id = "PDR230";

    [Theory]
    [InlineData("Timeout", "Step 'Act' has a [Timeout] that says no time: name that of an attempt, as in [Timeout(\"30s\")], or the Total of all")]
    [InlineData("Timeout(\"1m\", Total = \"30s\")", "Step 'Act' has a [Timeout] that gives all attempts together '30s', less than the '1m' of each: no attempt could have its time")]
    public Task ATimeoutWithoutSenseIsReported(string attribute, string message) => Squiggles.AssertAsync(Id, Of($"[|{attribute}|]"), message);

    [Theory]
    [InlineData("Timeout(\"1m\")")]
    [InlineData("Timeout(Total = \"30s\")")]
    [InlineData("Timeout(\"1m\", Total = \"60s\")")]
    public Task OthersAreFine(string attribute) => Squiggles.AssertNoneAsync(Of(attribute));

    [Fact]
    public Task AnUndoHasNoTotal() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step, Compensate([|nameof(Undo)|])] private static Ticket Act(Document document) => new("");
            [Timeout("1s", Total = "1m")] private static void Undo(Ticket ticket) { }
            """,
            "IWorkflow<Document, None>"),
        "Undo 'Undo' has a [Timeout] that has a Total, but only a step's attempts have one: limit each attempt of an undo, and their number by [Retry]");

    private static string Of(string attribute) => StepSources.Of($"[Step, {attribute}] private static Summary Act(Document document) => new(\"\");", "IWorkflow<Document, Summary>");
}
