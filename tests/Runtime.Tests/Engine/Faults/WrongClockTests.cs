using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>Workers whose time of day is an hour off: no lease, no due time, no rank and no order of theirs comes from it.</summary>
public sealed class WrongClockTests(MigratedServer server) : FaultTest(server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Wait10 = TimeSpan.FromMinutes(10);

    private readonly WorkflowPlan<string, string> fails = TestPlan.Of(
        "fails-once",
        static (step, call) => step == 0 && call.Context.Attempt == 1 ? throw new IOException("once") : new($"{call.Take(step - 1)}{call.Context.StepId} "),
        TestPlan.First("One", new RetryPolicy(2) { Delay = Wait10 }),
        TestPlan.Then("Two", 0));

    [Fact]
    public async Task WhatTheyStoreIsOfTheClockOfTheDatabase()
    {
        TestHost[] hosts = [await StartShiftedAsync(1), await StartShiftedAsync(-1)];
        List<WorkflowHandle<string>> runs = [];
        foreach (TestHost host in hosts)
        {
            await WarmUpAsync(host);
            for (var run = 0; run < 5; run++) runs.Add(await host.Client.StartAsync(fails, "x ", cancellationToken: Token));
        }

        await Wait.UntilAsync(async () => await CountAsync("perdure.executions where status = 'WAITING' and holder is null") == runs.Count);
        await ShouldAllBeAsync("perdure.workers", $"not dead and heartbeat_at <= clock_timestamp() and expires_at between clock_timestamp() and clock_timestamp() + interval '{Lease.TotalSeconds} s'", hosts.Length);
        await ShouldAllBeAsync("perdure.ready", "due between clock_timestamp() + interval '9 min' and clock_timestamp() + interval '10 min' and abs(rank - perdure.rank(due, 0)) < 0.001", runs.Count);
        await ShouldAllBeAsync("perdure.execution_steps", $"due_at between clock_timestamp() + interval '9 min' and clock_timestamp() + interval '10 min' and {IsOfNow("started_at")}", runs.Count);
        await ShouldAllBeAsync("perdure.executions", $"{IsOfNow("created_at")} and {IsOfNow("started_at")} and {IsOfNow("updated_at")}", runs.Count);
        (await CountAsync($"perdure.execution_events where not ({IsOfNow("created_at")})")).ShouldBe(0);

        foreach (WorkflowHandle<string> run in runs) await MakeDueAsync(run.Id);
        foreach (WorkflowHandle<string> run in runs) (await run.GetResultAsync(Token)).ShouldBe("x One Two ");
        await ShouldAllBeAsync("perdure.executions", $"status = 'SUCCESS' and {IsOfNow("finished_at")}", runs.Count);
        await ShouldAllBeAsync("perdure.workers", "not dead", hosts.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task TheyTakeOverWhatADeadWorkerLeftWhenItsLeaseHasPassedAndNothingOfALiveOne(int hours)
    {
        Steps.Hold("Two");
        await using var other = WorkerProcess.Start(Database.ConnectionString, "right", lease: 4);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        await StartShiftedAsync(hours);
        await Wait.UntilAsync(async () => await CountAsync("perdure.workers") == 2);
        await Database.ExecuteAsync("create table seen as select expires_at from perdure.workers where name = 'right'");
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>("select expires_at > (select expires_at from seen) + interval '1 s' from perdure.workers where name = 'right'"));
        (await Database.ScalarAsync<string>("select w.name || ' ' || e.token from perdure.executions e join perdure.workers w on w.incarnation = e.holder and not w.dead")).ShouldBe("right 1", "it lives");

        await other.KillAsync();
        Steps.Release("Two");

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
        (await Database.ScalarAsync<TimeSpan>(
            "select (select created_at from perdure.execution_events where event_type = 'LOCK_TAKEN_OVER') - expires_at from perdure.workers where name = 'right'")).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(20));
        (await CountAsync($"perdure.execution_events where not ({IsOfNow("created_at")})")).ShouldBe(0);
    }

    /// <summary>A worker that is so many hours ahead.</summary>
    private Task<TestHost> StartShiftedAsync(int hours) => StartAsync(
        [fails, ProcessPlans.Three], options => options.Lease = Lease, services: services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedTime(TimeSpan.FromHours(hours)))));

    private static string IsOfNow(string column) => $"{column} between clock_timestamp() - interval '5 min' and clock_timestamp()";

    private async Task ShouldAllBeAsync(string table, string condition, int rows)
    {
        (await CountAsync($"{table} where {condition}")).ShouldBe(rows, condition);
        (await CountAsync(table)).ShouldBe(rows);
    }

    private Task<long> CountAsync(string from) => Database.ScalarAsync<long>($"select count(*) from {from}");
}
