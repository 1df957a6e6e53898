using System.Globalization;
using Perdure.Runtime.Tests.Support;
using Perdure.Schedules;
using Shouldly;

namespace Perdure.Runtime.Tests.Schedules;

/// <summary>What a schedule that is due does, as a table: the row and its clock in, the instants and the next one out.</summary>
public sealed class FiringTests
{
    private const string Missed = "no worker was there in time";
    private const string Overlapped = "the previous run has not ended";

    [Theory]
    [InlineData("12:00", "11:59:59", "", "12:00", null)]
    [InlineData("12:00", "12:00:00", "12:00", "13:00", null)]
    [InlineData("12:00", "12:01:00", "12:00", "13:00", null)]
    [InlineData("12:00", "13:00:30", "13:00", "14:00", Missed)]
    [InlineData("12:00", "12:01:01", "12:00", "13:00", null)]
    [InlineData("12:00", "15:30:00", "15:00", "16:00", Missed)]
    public void OfWhatWasMissedTheLatestIsRunUnlessOneIsInTime(string next, string now, string instants, string then, string? leftOut) =>
        Decide(new SchedulePlan("s", "0 * * * *"), next, now).ShouldBe((instants, then, leftOut));

    [Theory]
    [InlineData("12:00", "12:01:00", "12:00", "13:00", null)]
    [InlineData("12:00", "12:01:01", "", "13:00", Missed)]
    [InlineData("12:00", "15:00:30", "15:00", "16:00", Missed)]
    public void WhatWasMissedIsLeftOut(string next, string now, string instants, string then, string? leftOut) =>
        Decide(new SchedulePlan("s", "0 * * * *") { MissedRuns = MissedRuns.Skip }, next, now).ShouldBe((instants, then, leftOut));

    [Theory]
    [InlineData("12:00", "14:30:00", 3, "12:00 13:00 14:00", null)]
    [InlineData("12:00", "14:00:30", 2, "12:00 13:00 14:00", null)]
    [InlineData("12:00", "14:30:00", 2, "13:00 14:00", Missed)]
    public void AllThatWasMissedIsRunUpToTheBound(string next, string now, int most, string instants, string? leftOut) =>
        Decide(new SchedulePlan("s", "0 * * * *") { MissedRuns = MissedRuns.RunAll, MaxMissedRuns = most }, next, now).ShouldBe((instants, "15:00", leftOut));

    [Theory]
    [InlineData(false, "14:00", "15:00", Overlapped)]
    [InlineData(true, "", "15:00", Overlapped)]
    public void WithoutOverlapOnlyTheLastStartsAndNoneBesideTheLastRun(bool previousRuns, string instants, string then, string leftOut) =>
        Decide(new SchedulePlan("s", "0 * * * *") { MissedRuns = MissedRuns.RunAll, Overlap = Overlap.Skip }, "12:00", "14:30:00", previousRuns).ShouldBe((instants, then, leftOut));

    [Theory]
    [InlineData(MissedRuns.RunAll, false, "12:00", "13:00", null)]
    [InlineData(MissedRuns.RunAll, true, "", "12:00", null)]
    [InlineData(MissedRuns.RunLatest, false, "14:00", "15:00", Missed)]
    [InlineData(MissedRuns.RunLatest, true, "", "14:00", Missed)]
    [InlineData(MissedRuns.Skip, true, "", "15:00", Missed)]
    public void InAQueueOneStartsAtATimeAndTheOthersStayDue(MissedRuns missed, bool previousRuns, string instants, string then, string? leftOut) =>
        Decide(new SchedulePlan("s", "0 * * * *") { MissedRuns = missed, Overlap = Overlap.Queue }, "12:00", "14:30:00", previousRuns).ShouldBe((instants, then, leftOut));

    [Fact]
    public void TheFirstInstantIsAfterTheScheduleWasBrought()
    {
        var row = new DueSchedule(null, At("12:00"), null, null, At("12:00:10"), false);

        Firing.Decide(Calendar(new SchedulePlan("s", "0 * * * *")), new SchedulePlan("s", "0 * * * *"), row).NextFire.ShouldBe(At("13:00"), "the instant of the moment itself is not after it");
    }

    [Fact]
    public void AClockThatWasSetBackFiresNoInstantTwice()
    {
        var row = new DueSchedule(null, At("10:00"), At("12:00"), Guid.CreateVersion7(), At("11:30"), false);

        Firing.Decide(Calendar(new SchedulePlan("s", "0 * * * *")), new SchedulePlan("s", "0 * * * *"), row).NextFire.ShouldBe(At("13:00"));
    }

    [Fact]
    public void AYearOfSecondsIsPassedOverInNoTime()
    {
        SchedulePlan everySecond = new("s", "* * * * * *") { MissedRuns = MissedRuns.RunAll, MaxMissedRuns = 5 };
        var row = new DueSchedule(At("00:00").AddYears(-1), At("00:00").AddYears(-1), null, null, At("00:00"), false);

        Firing firing = Firing.Decide(Calendar(everySecond), everySecond, row);

        firing.Instants.Count.ShouldBe(5 + 61);
        firing.NextFire.ShouldBe(At("00:00:01"));
    }

    /// <summary>The hour that is left out comes right after; the one that is repeated counts once, unless each hour is meant.</summary>
    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "03-29T03:00+02:00 03-30T02:30+02:00")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "03-29T03:00+02:00 03-30T02:00+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "10-25T02:30+02:00 10-26T02:30+01:00")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-24T23:45Z", "10-25T02:30+02:00 10-25T02:30+01:00 10-25T03:30+01:00")]
    [InlineData("10 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", "10-04T02:30+11:00 10-05T02:10+11:00")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-03T20:00Z", "04-05T01:45+11:00 04-06T01:45+10:30")]
    [InlineData("0 0 * * *", "America/Santiago", "2026-09-05T12:00Z", "09-06T01:00-03:00 09-07T00:00-03:00")]
    public void DaylightSavingTimeLosesNoInstantAndDoublesNone(string cron, string zone, string from, string expected)
    {
        var calendar = Calendar(new SchedulePlan("s", cron) { TimeZone = zone });
        DateTimeOffset start = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        int count = expected.Split(' ').Length;
        DateTimeOffset[] instants = [.. calendar.Within(start, start.AddYears(1)).Take(count)];

        string.Join(' ', instants.Select(instant => instant.ToString("MM-ddTHH:mmzzz", CultureInfo.InvariantCulture))).ShouldBe(expected);
        calendar.Latest(count, start, instants[^1].AddMinutes(1)).ShouldBe(instants, "looked for from the end, they are the same");
        foreach (DateTimeOffset instant in instants) calendar.Within(instant.ToUniversalTime(), instant).ShouldBe([instant], "and so is each by itself");
    }

    [Theory]
    [InlineData("0 9 30 2 *", "UTC", "Schedule 's' of workflow 'nightly' has the cron expression '0 9 30 2 *', which cannot be read or never fires: write one such as '0 9 * * MON-FRI'")]
    [InlineData("@often", "UTC", "Schedule 's' of workflow 'nightly' has the cron expression '@often', which cannot be read or never fires: write one such as '0 9 * * MON-FRI'")]
    [InlineData("@daily", "Europe/Nowhere", "Schedule 's' of workflow 'nightly' is in the time zone 'Europe/Nowhere', which this machine does not know: write an IANA name such as 'Europe/Berlin', or install the machine's time zone data (the package tzdata)")]
    public void WhatCannotBeReadIsSaidByName(string cron, string zone, string message) =>
        Should.Throw<PerdureConfigurationException>(() => Calendar(new SchedulePlan("s", cron) { TimeZone = zone })).Message.ShouldBe(message);

    private static (string Instants, string Next, string? LeftOut) Decide(SchedulePlan schedule, string next, string now, bool previousRuns = false)
    {
        var firing = Firing.Decide(Calendar(schedule), schedule, new DueSchedule(At(next), At("00:00"), null, null, At(now), previousRuns));
        return (string.Join(' ', firing.Instants.Select(Text)), Text(firing.NextFire), firing.LeftOut);
    }

    private static ScheduleCalendar Calendar(SchedulePlan schedule) => new(ScheduledPlan.Of(schedule), schedule);

    private static string Text(DateTimeOffset instant) => instant.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-05-04T{time}Z", CultureInfo.InvariantCulture);
}
