using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Runs that are started in the process of a worker: it holds them from the first moment.</summary>
public sealed class LocalStartTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunThatIsStartedBesideItsWorkerIsHeldFromTheFirstMoment()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated("beside", gate);
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Database.ScalarAsync<string>("select status || ' ' || token || ' ' || (holder is not null) from perdure.executions where id = $1", run.Id)).ShouldBe("RUNNING 1 true");
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready where execution_id = $1", run.Id)).ShouldBe(0);
        await gate.WaitForAsync();
        gate.Open();
        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run.Id)).ShouldStartWith("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED");
    }

    [Fact]
    public async Task AStartDoesNotOvertakeWhoWaitsForAWorker()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated("full", gate);
        TestHost host = await StartAsync([plan], options => options.MaxRuns = 1);
        await WarmUpAsync(host);
        WorkflowHandle<string> held = await host.Client.StartAsync(plan, "held", cancellationToken: Token);
        await gate.WaitForAsync();

        WorkflowHandle<string> waits = await host.Client.StartAsync(plan, "waits", cancellationToken: Token);

        (await Database.ScalarAsync<string>("select status from perdure.executions where id = $1", waits.Id)).ShouldBe("PENDING");
        gate.Open();
        (await held.GetResultAsync(Token)).ShouldBe("held");
        (await waits.GetResultAsync(Token)).ShouldBe("waits");
    }

    [Fact]
    public async Task TheResultOfARunThatLeftItsWorkerIsReadFromTheDatabase()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "leaves",
            static (_, call) => call.Context.Attempt == 1 ? throw new IOException("once") : new(call.Take()),
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(50) }));
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run.Id, "EXECUTION%")).ShouldBe("EXECUTION_CREATED, EXECUTION_STARTED, EXECUTION_WAITING, EXECUTION_RESUMED, EXECUTION_COMPLETED");
    }

    [Fact]
    public async Task ARunWhoseWorkerDiesBeforeItsFirstCheckpointIsTakenUpByAnother()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated("orphan", gate);
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await StartAsync(plan);
        await Database.ExecuteAsync("update perdure.workers set dead = true where incarnation = (select holder from perdure.executions where id = $1)", run.Id);
        gate.Open();

        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run.Id, "EXECUTION_C%")).ShouldBe("EXECUTION_CREATED, EXECUTION_COMPLETED");
    }

    [Fact]
    public async Task AStartThatIsUnderWayWhenTheWorkerStopsIsHandedBack()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("late", static (_, call) => new(call.Take()), TestPlan.First("One"));
        const int draining = 507;
        var drains = new LogSignal(draining);
        TestHost host = await StartAsync(
            [plan],
            options => options.SlowPoll = TimeSpan.FromHours(1),
            services: services =>
            {
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(drains));
                Behind(store => new GatedStore(store))(services);
            });
        var gated = (GatedStore)host.Store;
        await WarmUpAsync(host);
        Task<WorkflowHandle<string>> starting = host.Client.StartAsync(plan, "x", cancellationToken: Token).AsTask();
        await gated.HeldAsync();

        Task stopped = StopAsync(host);
        await drains.Logged;
        gated.Open();
        Guid run = (await starting).Id;
        await stopped;

        (await Database.ScalarAsync<string>("select (holder is null) || ' ' || recoveries from perdure.executions where id = $1", run)).ShouldBe("true 0");
        TestHost next = await StartAsync(plan);
        (await next.Client.GetHandle(plan, run).GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run, "LOCK%")).ShouldBe("LOCK_ACQUIRED, LOCK_RELEASED, LOCK_ACQUIRED, LOCK_RELEASED");
    }

    [Fact]
    public async Task AFailureOfALocalRunSurfacesTyped()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("fails", static (_, _) => throw new InvalidOperationException("broken"), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldBe("broken");
    }

    [Fact]
    public async Task ManyStartsOfAClientShareTransactions()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("many", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost client = await StartClientAsync();
        long before = await TransactionsAsync();

        await Task.WhenAll(Enumerable.Range(0, 400).Select(async run => await client.Client.StartAsync(plan, $"{run}", cancellationToken: Token)));

        (await TransactionsAsync() - before).ShouldBeLessThan(200);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(400);
    }

    /// <summary>By the transactions that wrote the rows.</summary>
    private Task<long> TransactionsAsync() => Database.ScalarAsync<long>("select count(distinct xmin::text) from perdure.executions");

    private static WorkflowPlan<string, string> Gated(string name, Gate gate) => TestPlan.Of(
        name,
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return call.Take();
        },
        TestPlan.First("One"));
}
