using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Schedules;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Whoever fires a schedule holds the lock of its row until the runs are started and the next instant is written, in one transaction: another passes over it, and finds it advanced.</summary>
public sealed class Rule13ScheduleTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly DateTimeOffset Due = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly KnownSchedule Schedule = Known(1, "0 * * * *");

    private PostgresExecutionStore Schedules => Store;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Database.MoveClockAsync(Due.AddMinutes(-30));
        await Schedules.RegisterAsync([Schedule], default);
        (await FireAsync()).ShouldNotBeNull().Runs.ShouldBeEmpty("its first instant is worked out");
        await Database.MoveClockAsync(Due);
    }

    [Fact]
    public async Task OfTwoThatSeeItDueOneFiresAndTheOtherPassesOverIt()
    {
        NpgsqlConnection other = await BeginAsync();
        await LockAsync(other);

        (await IsDueAsync()).ShouldBeTrue();
        (await SoonAsync(FireAsync())).ShouldBeNull();
        await other.ExecuteAsync("update perdure.schedules set next_fire = $1", Due.AddHours(1));
        (await SoonAsync(FireAsync())).ShouldBeNull();
        await other.ExecuteAsync("commit");

        (await FireAsync()).ShouldBeNull("the other has fired it");
        (await IsDueAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task ACrashBetweenTheStartAndTheAdvanceIsARollbackOfBoth()
    {
        var other = new NpgsqlConnection(Database.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await other.ExecuteAsync("begin");
        await LockAsync(other);
        await other.ExecuteAsync("insert into perdure.executions (id, workflow, version) values (perdure.scheduled_id('nightly/default', $1), 'nightly', 1)", Due);
        (await Database.ScalarAsync<bool>("select pg_terminate_backend($1, 10000)", other.ProcessID)).ShouldBeTrue();
        await other.DisposeAsync();

        (await FireAsync()).ShouldNotBeNull().Firing.Instants.ShouldBe([Due]);
        (await Database.ScalarAsync<string>("select status || ' ' || (id = perdure.scheduled_id('nightly/default', $1)) from perdure.executions", Due)).ShouldBe("PENDING true");
    }

    [Fact]
    public async Task AFailureBetweenThemIsARollbackOfBoth()
    {
        await Should.ThrowAsync<InvalidOperationException>(async () => await Schedules.FireAsync(Schedule, _ => throw new InvalidOperationException("no input"), default));
        await Database.ExecuteAsync("alter table perdure.schedules add constraint never check (next_fire < '2026-05-04 12:30:00Z')");

        await Should.ThrowAsync<PostgresException>(async () => await FireAsync());

        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(0);
        (await IsDueAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task AskedAgainAfterAnUnknownOutcomeItStartsNothingTwice()
    {
        (await FireAsync()).ShouldNotBeNull();
        (await FireAsync()).ShouldBeNull();

        // As if the clock of a restored database stood before the firing, whose run is there.
        await Database.ExecuteAsync("update perdure.schedules set next_fire = $1, last_fire = null, last_execution = null", Due);
        (await FireAsync()).ShouldNotBeNull().Firing.Instants.ShouldBe([Due]);

        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(1);
    }

    [Fact]
    public async Task TheEndOfThePreviousRunIsReadUnderTheLock()
    {
        KnownSchedule queued = Known(2, "0 * * * *", Overlap.Queue);
        await Schedules.RegisterAsync([queued], default);
        Guid previous = (await FireAsync(queued)).ShouldNotBeNull().Runs.ShouldHaveSingleItem().Id;
        await Database.MoveClockAsync(Due.AddHours(1));
        (await FireAsync(queued)).ShouldNotBeNull().Waits.ShouldBeTrue();
        NpgsqlConnection ending = await BeginAsync();
        await ending.ExecuteAsync("update perdure.executions set status = 'CANCELLED', finished_at = perdure.now() where id = $1", previous);
        (await SoonAsync(FireAsync(queued))).ShouldNotBeNull().Waits.ShouldBeTrue("it has not ended before that is committed, and nothing waits for it");
        await ending.ExecuteAsync("commit");

        (await FireAsync(queued)).ShouldNotBeNull().Firing.Instants.ShouldBe([Due.AddHours(1)]);
    }

    [Fact]
    public async Task ANewerVersionTakesAScheduleOverAndAnOlderWorkerDoesNotTakeItBack()
    {
        await Schedules.RegisterAsync([Known(2, "0 * * * *")], default);
        await Schedules.RegisterAsync([Schedule], default);

        (await FireAsync()).ShouldBeNull();
        (await Schedules.ReadDueAsync([Schedule], default)).ShouldBeEmpty();
        FiredSchedule fired = (await FireAsync(Known(2, "0 * * * *"))).ShouldNotBeNull();
        fired.Firing.Instants.ShouldBe([Due], "it goes on where the older one was");
        fired.Runs.ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task AChangedExpressionCountsFromNow()
    {
        await Database.MoveClockAsync(Due.AddMinutes(10));
        KnownSchedule changed = Known(1, "15 * * * *");
        await Schedules.RegisterAsync([changed], default);

        FiredSchedule worked = (await FireAsync(changed)).ShouldNotBeNull();

        worked.Runs.ShouldBeEmpty();
        worked.Firing.NextFire.ShouldBe(Due.AddMinutes(15));
        (await FireAsync()).ShouldBeNull("a worker of the earlier build does not know it any more");
    }

    [Fact]
    public async Task TheIdOfARunIsTheSameInSqlAndInTheRuntime() =>
        (await Database.ScalarAsync<Guid>("select perdure.scheduled_id('nightly/default', $1)", Due)).ShouldBe(ScheduledStart.IdOf("nightly/default", Due.ToOffset(TimeSpan.FromHours(2))));

    private static KnownSchedule Known(int version, string cron, Overlap overlap = Overlap.Allow)
    {
        var schedule = new SchedulePlan("default", cron) { Overlap = overlap };
        WorkflowPlan plan = ScheduledPlan.Of("nightly", version, null, schedule);
        return new KnownSchedule("nightly/default", plan, schedule, new ScheduleCalendar(plan, schedule));
    }

    private static Task<int> LockAsync(NpgsqlConnection session) =>
        session.ExecuteAsync(SqlText.Get("lock_schedule"), "nightly/default", 1, "0 * * * *", "UTC");

    private async Task<bool> IsDueAsync() => (await Schedules.ReadDueAsync([Schedule], default)).Values.Single() == TimeSpan.Zero;

    private Task<FiredSchedule?> FireAsync(KnownSchedule? schedule = null)
    {
        KnownSchedule fired = schedule ?? Schedule;
        return Schedules.FireAsync(
            fired,
            row =>
            {
                var firing = Firing.Decide(fired.Calendar, fired.Schedule, row);
                return new FiredSchedule(row, firing, [.. firing.Instants.Select(due => new NewExecution(ScheduledStart.IdOf(fired.Id, due), "nightly", fired.Workflow.Version, "default", 0, "{}"))]);
            },
            default).AsTask();
    }
}
