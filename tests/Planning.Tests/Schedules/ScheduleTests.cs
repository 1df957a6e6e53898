using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Schedules;

public sealed class ScheduleTests
{
    private static readonly ScheduleDescription Nightly = new("default", "0 2 * * *", "Europe/Berlin", "RunLatest", 100, "Allow");

    [Fact]
    public void AScheduleComesIntoThePlan() => Plan(null, Nightly with { Cron = " 0 2 * * * " }).ShouldBePlanned().Schedules
        .ShouldBe([new PlanSchedule("default", "0 2 * * *", "Europe/Berlin", "RunLatest", 100, "Allow")]);

    [Fact]
    public void SeveralHaveIdsOfTheirOwn() => Plan(Time(), Nightly, Nightly with { Id = "weekly", Cron = "@weekly" }).ShouldBePlanned().Schedules.Count.ShouldBe(2);

    [Fact]
    public void AWrongExpressionIsAnErrorThatTheCodeFixCanMend()
    {
        Finding finding = Plan(null, Nightly with { Cron = "0 2 * * MONDAY" }).Findings.ShouldHaveSingleItem();

        finding.Rule.Id.ShouldBe("PDR212");
        finding.Message.ShouldBe("Workflow 'Sketched' has the schedule '0 2 * * MONDAY', whose day of week 'MONDAY' is not made of 0 to 7 or SUN to SAT: did you mean '0 2 * * MON'");
        finding.Place.ShouldBe(new Place(-1, 0, PlacePart.Cron));
        finding.Property(FindingProperties.Written).ShouldBe("0 2 * * MONDAY");
        finding.Property(FindingProperties.Suggestion).ShouldBe("0 2 * * MON");
    }

    [Theory]
    [InlineData("global::Acme.Day", false, false)]
    [InlineData("global::Perdure.ScheduledTime", true, false)]
    [InlineData("global::Perdure.ScheduledTime", false, true)]
    public void TheInputIsTheScheduledTimeOrNothing(string input, bool isNullable, bool fits)
    {
        PlanResult result = Plan(new TypeDescription(input, input.Split('.')[1], isNullable, false, null), Nightly, Nightly with { Id = "other" });

        result.Findings.Select(finding => finding.Rule.Id).ShouldBe(fits ? [] : ["PDR213"]);
    }

    [Theory]
    [InlineData("a workflow without schedule may take anything")]
    public void WithoutAScheduleNothingIsSaid(string what) => Plan(new TypeDescription("Doc", "Doc", false, false, null)).Findings.ShouldBeEmpty(what);

    [Fact]
    public void AWrongTimeZoneIsAnErrorAtItsPlace()
    {
        Finding finding = Plan(null, Nightly with { TimeZone = "europe/berlin" }).Findings.ShouldHaveSingleItem();

        finding.Rule.Id.ShouldBe("PDR214");
        finding.Message.ShouldBe("Workflow 'Sketched' has a schedule with the time zone 'europe/berlin', which is not shaped like 'Europe/Berlin': did you mean 'Europe/Berlin'");
        finding.Place.ShouldBe(new Place(-1, 0, PlacePart.TimeZone));
    }

    [Fact]
    public void TwoOfOneIdAreAnErrorThatShowsBoth()
    {
        Finding finding = Plan(null, Nightly, Nightly with { Cron = "@weekly" }).Findings.ShouldHaveSingleItem();

        finding.Message.ShouldBe("Workflow 'Sketched' has a schedule with the id 'default', which another schedule of it has: name one with Id");
        finding.Place.ShouldBe(new Place(-1, 1, PlacePart.Schedule));
        finding.Others.ShouldBe([new Place(-1, 0, PlacePart.Schedule)]);
    }

    [Theory]
    [InlineData("a/b", "RunAll", 1, "Queue", "the id 'a/b', which has a '/' in it, which separates it from the workflow's name")]
    [InlineData("", "RunAll", 1, "Queue", "the id '', which is empty")]
    [InlineData("a", null, 1, "Queue", "a MissedRuns, which has no name")]
    [InlineData("a", "RunAll", 1, null, "an Overlap, which has no name")]
    [InlineData("a", "RunAll", 0, "Queue", "0 as its MaxMissedRuns, which is not from 1 to 1000")]
    [InlineData("a", "RunAll", 1_001, "Queue", "1001 as its MaxMissedRuns, which is not from 1 to 1000")]
    [InlineData("a", "RunAll", 1_000, "Queue", null)]
    public void WhatMakesNoSenseIsToldByName(string id, string? missed, int most, string? overlap, string? expected) =>
        Plan(null, new ScheduleDescription(id, "@daily", "UTC", missed, most, overlap)).Findings.Select(finding => finding.Message)
            .ShouldBe(expected is null ? [] : ["Workflow 'Sketched' has a schedule with " + expected]);

    private static TypeDescription Time() => new("global::Perdure.ScheduledTime", "ScheduledTime", false, false, null);

    private static PlanResult Plan(TypeDescription? input, params ScheduleDescription[] schedules)
    {
        Sketch sketch = Sketch.Of("-> Out\nWrite() -> Out");
        return Planner.Plan(sketch.Workflow with { Input = input, Schedules = new(schedules) }, sketch);
    }
}
