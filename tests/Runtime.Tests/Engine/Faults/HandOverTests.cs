using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A worker that stops: what becomes of its runs, and of those that come meanwhile.</summary>
public sealed class HandOverTests(MigratedServer server) : FaultTest(server)
{
    private const int Draining = 507;

    [Fact]
    public async Task AnotherWorkerGoesOnAtOnceThoughItPollsOnceAnHour()
    {
        Steps.Hold("Two");
        await using var told = WorkerProcess.Start(Database.ConnectionString, "told", lease: 60, grace: 0.2);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        TestHost heir = await StartAsync([ProcessPlans.Three], static options => options.SlowPoll = TimeSpan.FromHours(1));
        await WarmUpAsync(heir);

        (await told.TerminateAsync()).ShouldBe(0);
        await WaitUntilEnteredAsync("Two-2");
        Steps.Release("Two");

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
        (await EventsAsync(run.Id, "LOCK%")).ShouldBe("LOCK_ACQUIRED, LOCK_RELEASED, LOCK_ACQUIRED, LOCK_RELEASED");
        (await Database.ScalarAsync<TimeSpan>(
            """
            select a.created_at - r.created_at
            from (select min(created_at) as created_at from perdure.execution_events where event_type = 'LOCK_RELEASED') r
            cross join (select max(created_at) as created_at from perdure.execution_events where event_type = 'LOCK_ACQUIRED') a
            """)).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(10), "a lease is a minute, and a poll an hour");
    }

    [Fact]
    public async Task AWorkerThatDrainsClaimsNothingMore()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "drains",
            async (_, call) =>
            {
                await gate.EnterAsync(call.Take(), call.CancellationToken);
                return call.Take();
            },
            TestPlan.First("One"));
        TestHost client = await StartClientAsync();
        var drains = new LogSignal(Draining);
        TestHost first = await StartAsync(
            [plan],
            static options => (options.WorkerName, options.Heartbeat, options.SlowPoll, options.ShutdownGrace) = ("drains", TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(20), TimeSpan.FromMinutes(1)),
            services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(drains)));
        WorkflowHandle<string> held = await client.Client.StartAsync(plan, "held", cancellationToken: Token);
        await gate.WaitForAsync();
        WorkflowClient own = first.Client;

        Task stopped = StopAsync(first);
        await drains.Logged;
        WorkflowHandle<string>[] late = [await client.Client.StartAsync(plan, "late", cancellationToken: Token), await own.StartAsync(plan, "own", cancellationToken: Token)];
        await WaitForHeartbeatsAsync(3);

        foreach (WorkflowHandle<string> run in late) (await RowAsync(run.Id)).ShouldBe("PENDING 0 free");
        gate.Open();
        await stopped;
        (await held.GetResultAsync(Token)).ShouldBe("held");
        foreach (WorkflowHandle<string> run in late) (await RowAsync(run.Id)).ShouldBe("PENDING 0 free", "the token tells that nobody has ever held it");

        await StartAsync(plan);
        (await late[0].GetResultAsync(Token)).ShouldBe("late");
        (await client.Client.GetHandle(plan, late[1].Id).GetResultAsync(Token)).ShouldBe("own");
    }

    /// <summary>The worker lives, and could have claimed many times.</summary>
    private async Task WaitForHeartbeatsAsync(int count)
    {
        for (var beat = 0; beat < count; beat++)
        {
            DateTime last = await HeartbeatAsync();
            await Wait.UntilAsync(async () => await HeartbeatAsync() > last);
        }
    }

    private Task<DateTime> HeartbeatAsync() => Database.ScalarAsync<DateTime>("select heartbeat_at from perdure.workers where name = 'drains' and not dead");

    private Task<string> RowAsync(Guid run) => Database.ScalarAsync<string>("select status || ' ' || token || case when holder is null then ' free' else ' held' end from perdure.executions where id = $1", run);
}
