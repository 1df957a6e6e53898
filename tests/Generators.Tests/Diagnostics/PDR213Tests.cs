namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR213Tests
{
    private const string Id = "PDR213";

    [Theory]
    [InlineData("string", "string")]
    [InlineData("DateTimeOffset", "DateTimeOffset")]
    [InlineData("ScheduledTime?", "ScheduledTime?")]
    public Task AnInputThatNoScheduleGivesIsReportedAtTheSchedule(string input, string shown) => Squiggles.AssertAsync(
        Id,
        ScheduleSources.Of("[|Schedule(\"@daily\")|], Schedule(\"@weekly\", Id = \"b\")", $"IWorkflow<{input}, string>"),
        $"Workflow 'Nightly' has a schedule and takes '{shown}', but a schedule starts it with 'ScheduledTime' or with nothing");

    [Theory]
    [InlineData("IWorkflow<string>")]
    [InlineData("IWorkflow<ScheduledTime, string>")]
    public Task NothingOrTheScheduledTimeIsFine(string contract) => Squiggles.AssertNoneAsync(ScheduleSources.Of("Schedule(\"@daily\")", contract));
}
