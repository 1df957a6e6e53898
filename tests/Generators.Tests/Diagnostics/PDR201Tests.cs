namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR201Tests
{
    private const string Id = "PDR201";

    [Theory]
    [InlineData("Timeout(\"30\")", "Step 'Draft' has the time-out '30', which has no unit: did you mean '30s'")]
    [InlineData("Timeout(\"24:00:00\")", "Step 'Draft' has the time-out '24:00:00', which is no duration such as '30s' or '1h30m': did you mean '24h'")]
    [InlineData("Timeout(\"0s\")", "Step 'Draft' has the time-out '0s', which is zero")]
    [InlineData("Timeout(\"\")", "Step 'Draft' has the time-out '', which is empty")]
    [InlineData("Delay(\"45\")", "Step 'Draft' has the delay '45', which has no unit: did you mean '45s'")]
    [InlineData("Delay(\"0s\")", "Step 'Draft' has the delay '0s', which is zero")]
    [InlineData("Retry(3, Delay = \"soon\")", "Step 'Draft' has the delay 'soon', which is no duration such as '30s' or '1h30m'")]
    [InlineData("Retry(3, MaxDelay = \"90000d\")", "Step 'Draft' has the longest delay '90000d', which is longer than a hundred years")]
    public Task AWrongDurationIsReportedAtItsAttribute(string attribute, string message) => Squiggles.AssertAsync(Id, Source($"[|{attribute}|]"), message);

    [Fact]
    public Task AnAgentsDurationIsReportedAtTheAgentAndNotAtItsSteps() => Squiggles.AssertAsync(
        Id,
        Agent("[|Timeout(\"5\")|]") + """

        [Workflow]
        public sealed partial class Sample : IWorkflow<string, int>
        {
            [Step<LengthAgent>] private partial ValueTask<int> Measure(string text);
            [Step<LengthAgent>] private partial Task MeasureAgain(string text);
        }
        """,
        "Agent 'LengthAgent' has the time-out '5', which has no unit: did you mean '5s'");

    [Fact]
    public Task AnAgentsDurationIsReportedAlsoWhereNobodyCallsIt() => Squiggles.AssertAsync(
        Id, Agent("[|Timeout(\"5\")|]"), "Agent 'LengthAgent' has the time-out '5', which has no unit: did you mean '5s'");

    [Theory]
    [InlineData("[|Step<LengthAgent>|]", "Agent 'LengthAgent' has the time-out '5', which has no unit: did you mean '5s'")]
    [InlineData("Step<LengthAgent>, Timeout(\"1s\")", null)]
    public Task OfALibrarysAgentOnlyWhatIsTakenIsReported(string step, string? message) => Squiggles.AssertAsync(
        Id,
        $$"""
        [Workflow]
        public sealed partial class Sample : IWorkflow<string, int>
        {
            [{{step}}] private partial ValueTask<int> Measure(string text);
        }
        """,
        [GeneratorRun.Of(TestCompilation.Named("Library", [], Agent("Timeout(\"5\")"))).ToReference()],
        message is null ? [] : [message]);

    [Fact]
    public Task AWorkflowsDurationIsReportedThere() => Squiggles.AssertAsync(
        Id,
        "[[|Timeout(\"5\")|]]\n" + Source("Retry(2)"),
        "Workflow 'Sample' has the time-out '5', which has no unit: did you mean '5s'");

    [Theory]
    [InlineData("Timeout(\"250ms\")")]
    [InlineData("Timeout(\"1d2h3m4s5ms\")")]
    [InlineData("Retry(3, Delay = \"0s\", MaxDelay = \"7d\")")]
    public Task AWrittenDurationIsFine(string attribute) => Squiggles.AssertNoneAsync(Source(attribute));

    private static string Agent(string attribute) => $$"""
        [Agent, {{attribute}}]
        public sealed class LengthAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """;

    private static string Source(string attribute) => StepSources.Of($"""
        [Step, {attribute}]
        private static Reply Draft(Document document) => new(document.Text);
        """);
}
