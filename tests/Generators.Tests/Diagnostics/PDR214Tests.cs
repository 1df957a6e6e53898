namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR214Tests
{
    private const string Id = "PDR214";

    [Theory]
    [InlineData("[|TimeZone = \"W. Europe Standard Time\"|]", "the time zone 'W. Europe Standard Time', which is the name that Windows gives to a time zone: did you mean 'Europe/Berlin'")]
    [InlineData("[|TimeZone = \"UTC+2\"|]", "the time zone 'UTC+2', which is an offset, and knows no daylight saving time: name the zone, such as 'Europe/Berlin'")]
    [InlineData("[|TimeZone = \"\"|]", "the time zone '', which is empty: did you mean 'UTC'")]
    public Task AWrongTimeZoneIsReportedAtItself(string argument, string message) =>
        Squiggles.AssertAsync(Id, ScheduleSources.Of($"Schedule(\"@daily\", {argument})"), "Workflow 'Nightly' has a schedule with " + message);

    [Fact]
    public Task TwoOfOneIdAreReportedAtTheSecond() => Squiggles.AssertAsync(
        Id,
        ScheduleSources.Of("Schedule(\"@daily\"), [|Schedule(\"@weekly\")|]"),
        "Workflow 'Nightly' has a schedule with the id 'default', which another schedule of it has: name one with Id");

    [Theory]
    [InlineData("MissedRuns = (MissedRuns)7", "a MissedRuns, which has no name")]
    [InlineData("Overlap = (Overlap)7", "an Overlap, which has no name")]
    [InlineData("MaxMissedRuns = 0", "0 as its MaxMissedRuns, which is not from 1 to 1000")]
    [InlineData("Id = \"a/b\"", "the id 'a/b', which has a '/' in it, which separates it from the workflow's name")]
    public Task WhatMakesNoSenseIsReportedAtTheSchedule(string argument, string message) =>
        Squiggles.AssertAsync(Id, ScheduleSources.Of($"[|Schedule(\"@daily\", {argument})|]"), "Workflow 'Nightly' has a schedule with " + message);

    [Theory]
    [InlineData("TimeZone = \"Europe/Berlin\"")]
    [InlineData("TimeZone = \"Europe/Nowhere\"")]
    [InlineData("Id = \"nightly\", MissedRuns = MissedRuns.RunAll, MaxMissedRuns = 1000, Overlap = Overlap.Queue")]
    public Task WhatTheCompilerCanSeeIsFine(string argument) => Squiggles.AssertNoneAsync(ScheduleSources.Of($"Schedule(\"@daily\", {argument})"));
}
