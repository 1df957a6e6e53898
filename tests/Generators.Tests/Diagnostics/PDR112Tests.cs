namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR112Tests
{
    private const string Id = "PDR112";

    private const string Producers = """
        [Step]
        private static Ticket Load(Document document) => new(document.Text);

        [Step]
        private static Summary RefreshAsync(Document document) => new(document.Text);

        [Step]

        """;

    [Fact]
    public Task AParameterNamedAfterAnotherStepIsReportedAtItsName() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(Producers + "private static Reply Draft(Ticket [|refresh|], Summary summary) => new(refresh.Text + summary.Text);"),
        "Parameter 'refresh' of step 'Draft' bears the name of step 'RefreshAsync', but takes the value of 'Load'");

    [Theory]
    [InlineData("Ticket ticket, Summary summary")]
    [InlineData("Ticket load, Summary refresh")]
    [InlineData("[From(nameof(Load))] Ticket refresh, Summary summary")]
    [InlineData("Ticket draft, Summary summary")]
    [InlineData("Ticket input, Summary summary")]
    public Task ANameThatMisleadsNobodyIsFine(string parameters) =>
        Squiggles.AssertNoneAsync(StepSources.Of(Producers + $"private static Reply Draft({parameters}) => new(\"\");"));
}
