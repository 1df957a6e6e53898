using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Schedules on real workers, with a database clock that the test moves.</summary>
public sealed class ScheduleTests(MigratedServer server) : EngineTest(server)
{
    private const string Id = "nightly/default";

    [Fact]
    public async Task FiveWorkersFireEachInstantOnce()
    {
        WorkflowPlan<ScheduledTime, string> plan = ScheduledPlan.Of(new SchedulePlan("default", "* * * * *"));
        var noon = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        await Database.MoveClockAsync(noon.AddSeconds(30));
        for (var worker = 0; worker < 5; worker++) await StartAsync(plan);
        await WaitUntilDueAsync("2026-05-04 12:01:00Z");

        for (var minute = 1; minute <= 10; minute++)
        {
            await Database.MoveClockAsync(noon.AddMinutes(minute));
            await WaitForRunsAsync(minute);
        }

        await WaitForEndsAsync();
        (await CountAsync("true")).ShouldBe(10);
        (await Database.ScalarAsync<long>(
            "select count(*) from generate_series(timestamptz '2026-05-04 12:01:00Z', '2026-05-04 12:10:00Z', '1 minute') due join perdure.executions e on e.id = perdure.scheduled_id($1, due)", Id)).ShouldBe(10);
    }

    [Fact]
    public async Task ARunKnowsItsInstantInTheTimeOfItsZoneAndTheOneBefore()
    {
        await Database.MoveClockAsync("2026-03-28T12:00:00Z");
        TestHost host = await StartAsync(ScheduledPlan.Of(new SchedulePlan("default", "30 2 * * *") { TimeZone = "Europe/Berlin" }));

        foreach (string due in (string[])["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"])
        {
            await WaitUntilDueAsync(due);
            await Database.MoveClockAsync(due);
        }

        await WaitForRunsAsync(3);
        await WaitForEndsAsync();
        (await ResultsAsync()).ShouldBe("03-29 03:00+02:00 after none, 03-30 02:30+02:00 after 03-29 03:00+02:00, 03-31 02:30+02:00 after 03-30 02:30+02:00");
        (await new ScheduleView(host).ReadAsync(Id)).LastFire.ShouldBe(DateTimeOffset.Parse("2026-03-31T00:30:00Z", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(MissedRuns.Skip, "")]
    [InlineData(MissedRuns.RunLatest, "05-08 02:00+00:00 after none")]
    [InlineData(MissedRuns.RunAll, "05-07 02:00+00:00 after none, 05-08 02:00+00:00 after 05-07 02:00+00:00")]
    public async Task AfterDaysWithoutAWorkerTheNextOneDoesAsThePolicySays(MissedRuns missed, string results)
    {
        WorkflowPlan<ScheduledTime, string> plan = ScheduledPlan.Of(new SchedulePlan("default", "0 2 * * *") { MissedRuns = missed, MaxMissedRuns = 2 });
        await Database.MoveClockAsync("2026-05-04T12:00:00Z");
        TestHost first = await StartAsync(plan);
        await WaitUntilDueAsync("2026-05-05 02:00:00Z");
        await StopAsync(first);

        await Database.MoveClockAsync("2026-05-08T08:00:00Z");
        await StartAsync(plan);

        await WaitUntilDueAsync("2026-05-09 02:00:00Z");
        await WaitForEndsAsync();
        (await ResultsAsync()).ShouldBe(results);
    }

    [Theory]
    [InlineData(Overlap.Allow, 3)]
    [InlineData(Overlap.Skip, 1)]
    [InlineData(Overlap.Queue, 1)]
    public async Task WhileTheLastRunHasNotEndedTheNextOnesDoAsThePolicySays(Overlap overlap, int runs)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkflowPlan<ScheduledTime, string> plan = ScheduledPlan.Of(
            "nightly", 1, call => gate.Task.WaitAsync(call.CancellationToken), new SchedulePlan("default", "0 * * * *") { Overlap = overlap, MissedRuns = MissedRuns.RunAll });
        await Database.MoveClockAsync("2026-05-04T11:30:00Z");
        var watch = new WatchedSchedules();
        await StartAsync([plan], null, services: watch.Between);
        await FireAtAsync("2026-05-04T12:00:00Z");
        await WaitForRunsAsync(1);
        await FireAtAsync("2026-05-04T13:00:00Z");
        await Database.MoveClockAsync("2026-05-04T14:00:00Z");
        if (overlap != Overlap.Queue) await WaitUntilDueAsync("2026-05-04T15:00:00Z");
        await watch.LooksAsync(3);
        await WaitForRunsAsync(runs);

        gate.SetResult();

        string first = "05-04 12:00+00:00 after none";
        string all = $"{first}, 05-04 13:00+00:00 after 05-04 12:00+00:00, 05-04 14:00+00:00 after 05-04 13:00+00:00";
        await Wait.UntilAsync(async () => await ResultsAsync() == (overlap == Overlap.Skip ? first : all));
        await WaitUntilDueAsync("2026-05-04T15:00:00Z");
    }

    [Fact]
    public async Task APausedScheduleStartsNothingAndGoesOnWithTheNextInstant()
    {
        await Database.MoveClockAsync("2026-05-04T11:30:00Z");
        TestHost host = await StartAsync(ScheduledPlan.Of(new SchedulePlan("default", "0 * * * *")));
        var view = new ScheduleView(host);
        await WaitUntilDueAsync("2026-05-04T12:00:00Z");
        await view.Client.PauseAsync(Id);
        await Database.MoveClockAsync("2026-05-04T14:10:00Z");
        (await view.ReadAsync(Id)).PausedAt.ShouldNotBeNull();

        await view.Client.ResumeAsync(Id);

        await WaitUntilDueAsync("2026-05-04T15:00:00Z");
        (await CountAsync("true")).ShouldBe(0);
        (await view.ReadAsync(Id)).PausedAt.ShouldBeNull();
        await FireAtAsync("2026-05-04T15:00:00Z");
        await WaitForRunsAsync(1);
    }

    [Fact]
    public async Task ARunByHandIsBesideTheCalendar()
    {
        WorkflowPlan<ScheduledTime, string> plan = ScheduledPlan.Of(new SchedulePlan("default", "0 2 * * *") { TimeZone = "Europe/Berlin" });
        await Database.MoveClockAsync("2026-05-04T12:00:00Z");
        TestHost host = await StartAsync(plan);
        var view = new ScheduleView(host);
        await WaitUntilDueAsync("2026-05-05T00:00:00Z");

        WorkflowHandle<string> run = await view.Client.TriggerAsync(plan, cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("05-04 14:00+02:00 after none");
        ScheduleInfo schedule = await view.ReadAsync(Id);
        (schedule.LastFire, schedule.Workflow, schedule.Name, schedule.Cron, schedule.TimeZone).ShouldBe((null, "nightly", "default", "0 2 * * *", "Europe/Berlin"));
        (await view.Client.ListAsync(Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AskedForByAWrongIdItSaysWhatAnIdIs()
    {
        TestHost host = await StartClientAsync();
        ScheduleClient client = new ScheduleView(host).Client;

        (await client.GetAsync("nightly")).ShouldBeNull();
        foreach (Func<Task> ask in (Func<Task>[])[() => client.PauseAsync("nightly").AsTask(), () => client.ResumeAsync("nightly").AsTask()])
        {
            (await Should.ThrowAsync<ScheduleNotFoundException>(ask)).Message.ShouldBe(
                "Schedule 'nightly' does not exist: its id is the workflow's name, a '/', and its own ('default' unless it is named), and it is there once a worker that has the workflow has started");
        }

        (await Should.ThrowAsync<ScheduleNotFoundException>(async () => await client.TriggerAsync(ScheduledPlan.Of()))).Schedule.ShouldBe(Id);
    }

    [Fact]
    public async Task AWorkerOfTheNewerVersionStartsItsRunsAndOneThatHasOnlyTheOlderNone()
    {
        await Database.MoveClockAsync("2026-05-04T11:30:00Z");
        var schedule = new SchedulePlan("default", "0 * * * *");
        await StartAsync(ScheduledPlan.Of("nightly", 1, null, schedule), ScheduledPlan.Of("nightly", 2, null, schedule));
        await WaitUntilDueAsync("2026-05-04T12:00:00Z");
        await StartAsync(ScheduledPlan.Of("nightly", 1, null, schedule));

        await FireAtAsync("2026-05-04T12:00:00Z");

        await WaitForRunsAsync(1);
        (await Database.ScalarAsync<int>("select version from perdure.executions")).ShouldBe(2);
        (await Database.ScalarAsync<int>("select version from perdure.schedules")).ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AScheduleThatNobodyFiresAlthoughWorkersHaveItsWorkflowIsABreach(int version)
    {
        WorkflowPlan<ScheduledTime, string> without = ScheduledPlan.Of();
        await StartAsync(without);
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>("select exists (select from perdure.workers)"));
        await Database.ExecuteAsync(
            "insert into perdure.schedules (id, workflow, name, version, plan, cron, time_zone, missed, max_missed, overlap, next_fire) values ($1, 'nightly', 'default', $2, 'nightly@' || $2, '@daily', 'UTC', 'SKIP', 1, 'ALLOW', now() - interval '31 seconds')", Id, version);
        (await Invariants.FindViolationsAsync(Database)).ShouldBeEmpty("the worker has started a moment ago");
        await Database.ExecuteAsync("update perdure.workers set started_at = started_at - interval '31 seconds'");

        (await Invariants.FindViolationsAsync(Database)).ShouldHaveSingleItem().ShouldStartWith($"overdue: Schedule 'nightly/default' of plan 'nightly@{version}' is due since");
        await Database.ExecuteAsync("select perdure.pause_schedule($1)", Id);
        (await Invariants.FindViolationsAsync(Database)).ShouldBeEmpty("it is paused");
        (await Database.ScalarAsync<bool>("select perdure.delete_schedule($1)", Id)).ShouldBeTrue();
        (await Database.ScalarAsync<bool>("select perdure.delete_schedule($1)", Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task AHostWithAScheduleThatItCannotReadDoesNotStart() => (await Should.ThrowAsync<PerdureConfigurationException>(
        () => StartAsync(ScheduledPlan.Of(new SchedulePlan("default", "@daily") { TimeZone = "Europe/Nowhere" })))).Message.ShouldStartWith("Schedule 'default' of workflow 'nightly' is in the time zone 'Europe/Nowhere'");

    private async Task FireAtAsync(string due)
    {
        await WaitUntilDueAsync(due);
        await Database.MoveClockAsync(due);
    }

    private Task WaitUntilDueAsync(string due) => Wait.UntilAsync(
        async () => await Database.ScalarAsync<bool>("select exists (select from perdure.schedules where next_fire = $1::text::timestamptz)", due), description: $"it is due at {due}");

    private Task WaitForRunsAsync(int count) => Wait.UntilAsync(async () => await CountAsync("true") == count, description: $"there are {count} runs");

    private Task<long> CountAsync(string which) => Database.ScalarAsync<long>($"select count(*) from perdure.executions where {which}");

    private Task WaitForEndsAsync() => Wait.UntilAsync(async () => await CountAsync("finished_at is null") == 0, description: "all runs have ended");

    /// <summary>The results by instant.</summary>
    private Task<string> ResultsAsync() => Database.ScalarAsync<string>("select coalesce(string_agg(output #>> '{}', ', ' order by output #>> '{}'), '') from perdure.executions");
}
