namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR231Tests
{
    private const string Id = "PDR231";

    [Theory]
    [InlineData("Timeout(\"3h\")", "a time-out of '3h'")]
    [InlineData("Timeout(\"1m\", Total = \"3h\")", "a total time-out of '3h'")]
    [InlineData("Delay(\"3h\")", "a delay of '3h'")]
    public Task AStepThatIsGivenMoreTimeThanItsRunIsPointedOut(string attribute, string what) =>
        Squiggles.AssertAsync(Id, Of($"[|{attribute}|]"), $"Step 'Act' has {what}, but a run of 'Sample' is over after '2h'");

    [Theory]
    [InlineData("Timeout(\"2h\")")]
    [InlineData("Delay(\"1h\")")]
    public Task OthersAreFine(string attribute) => Squiggles.AssertNoneAsync(Of(attribute));

    [Fact]
    public Task ARunTimeoutThatCannotBeReadIsReportedWhereItStands() => Squiggles.AssertAsync(
        "PDR201",
        Of("Timeout(\"1m\")").Replace("Timeout = \"2h\"", "[|Timeout = \"2\"|]", StringComparison.Ordinal),
        "Workflow 'Sample' has the run time-out '2', which has no unit: did you mean '2s'");

    private static string Of(string attribute) => StepSources
        .Of($"[Step, {attribute}] private static Summary Act(Document document) => new(\"\");", "IWorkflow<Document, Summary>")
        .Replace("[Workflow]", "[Workflow(Timeout = \"2h\")]", StringComparison.Ordinal);
}
