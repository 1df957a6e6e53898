using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>Workers that are killed around a firing: the instant is run once, by whoever comes next.</summary>
public sealed class ScheduleKillTests(MigratedServer server) : FaultTest(server)
{
    private const double Long = 60;

    /// <summary>Where a worker is killed. It comes there once when it works out the first instant, and again when that is due.</summary>
    internal static readonly string[] Points = ["schedule locked", "schedule fired, not committed", "schedule fired"];

    public static TheoryData<string> KilledAt => [.. Points];

    [Theory]
    [MemberData(nameof(KilledAt))]
    public async Task KilledAroundAFiringTheInstantIsRunOnce(string point)
    {
        await Database.MoveClockAsync("2026-05-04T11:30:00Z");
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"{point}|2|{Folder}", schedules: true))
        {
            await WaitUntilDueAsync("2026-05-04T12:00:00Z");
            await Database.MoveClockAsync("2026-05-04T12:00:00Z");
            await WaitUntilPausedAsync();
            await killed.KillAsync();
        }

        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'schedules' and l.mode = 'RowExclusiveLock'") == 0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(point == "schedule fired" ? 1 : 0);
        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long, schedules: true);

        await WaitUntilDueAsync("2026-05-04T13:00:00Z");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<bool>("select exists (select from perdure.executions where status = 'SUCCESS')"));
        (await Database.ScalarAsync<string>("select string_agg(status || ' ' || (id = perdure.scheduled_id('scheduled/default', '2026-05-04 12:00:00Z')), ', ') from perdure.executions")).ShouldBe("SUCCESS true");
    }

    private Task WaitUntilDueAsync(string due) => Wait.UntilAsync(
        async () => await Database.ScalarAsync<bool>("select exists (select from perdure.schedules where next_fire = $1::text::timestamptz)", due), description: $"it is due at {due}");
}
