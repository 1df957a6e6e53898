using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What becomes of places in queues when runs are cancelled, paused, terminated or fail, and when nobody asks for grants.</summary>
public sealed class QueueControlTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunThatIsCancelledInTheLineLeavesIt()
    {
        (Gate gate, WorkflowHandle<string> first, WorkflowHandle<string> second) = await OneBehindAnotherAsync();

        await second.CancelAsync(Token);
        await Should.ThrowAsync<WorkflowCancelledException>(async () => await second.GetResultAsync(Token));

        (await InQueueAsync()).ShouldBe("1 held, 0 waiting");
        gate.Open();
        (await first.GetResultAsync(Token)).ShouldBe("first");
        (await InQueueAsync()).ShouldBe("0 held, 0 waiting");
        gate.Entered.ShouldBe(["first"]);
    }

    [Fact]
    public async Task ARunThatIsPausedInTheLineIsPassedOverAndGoesOnWhereItStood()
    {
        (Gate gate, WorkflowHandle<string> first, WorkflowHandle<string> second) = await OneBehindAnotherAsync();
        await second.PauseAsync(Token);
        await WaitForStatusAsync(second.Id, "PAUSED");

        gate.Open();
        (await first.GetResultAsync(Token)).ShouldBe("first");
        (await Database.ScalarAsync<int>("select cardinality(granted) from perdure.grant_slots('gpu')")).ShouldBe(0);
        (await InQueueAsync()).ShouldBe("0 held, 1 waiting");

        await second.ResumeAsync(Token);
        (await second.GetResultAsync(Token)).ShouldBe("second");
    }

    [Fact]
    public async Task ARunThatIsPausedBeforeItBeginsGivesItsSlotBack()
    {
        (Gate gate, WorkflowHandle<string> first, WorkflowHandle<string> second) = await OneBehindAnotherAsync();

        // In one transaction: whoever takes the run up finds both.
        await using (NpgsqlConnection session = await Database.OpenAsync())
        {
            await session.ExecuteAsync("begin");
            await session.ExecuteAsync("update perdure.queues set concurrency = 2");
            await session.ExecuteAsync("select perdure.pause($1)", second.Id);
            (await session.ScalarAsync<int>("select cardinality(granted) from perdure.grant_slots('gpu')")).ShouldBe(1);
            await session.ExecuteAsync("commit");
        }

        await WaitForStatusAsync(second.Id, "PAUSED");
        (await InQueueAsync()).ShouldBe("1 held, 1 waiting");

        gate.Open();
        await second.ResumeAsync(Token);
        (await second.GetResultAsync(Token)).ShouldBe("second");
        await first.GetResultAsync(Token);
    }

    [Fact]
    public async Task WhatNobodyAskedForIsGrantedAtTheSlowPoll()
    {
        (Gate gate, WorkflowHandle<string> first, WorkflowHandle<string> second) = await OneBehindAnotherAsync();

        // By hand, as a worker that died after its commit leaves it: there is a slot, and nobody has been told to look.
        await Database.ExecuteAsync("update perdure.queues set concurrency = 2");

        await gate.WaitForAsync();
        gate.Entered.ShouldBe(["first", "second"]);
        gate.Open();
        await first.GetResultAsync(Token);
        await second.GetResultAsync(Token);
    }

    [Fact]
    public async Task ATerminatedRunLeavesItsSlotToTheNext()
    {
        (Gate gate, WorkflowHandle<string> first, WorkflowHandle<string> second) = await OneBehindAnotherAsync();

        (await first.TerminateAsync("enough", Token)).ShouldBeTrue();

        await gate.WaitForAsync();
        gate.Entered.ShouldBe(["first", "second"]);
        gate.Open();
        (await second.GetResultAsync(Token)).ShouldBe("second");
        (await InQueueAsync()).ShouldBe("0 held, 0 waiting");
    }

    [Fact]
    public async Task AMapThatFailsLeavesTheLineWithAllItsItems()
    {
        WorkflowPlan<string[], string[]> plan = QueuePlans.Map("failing", "gpu", static call => throw new IOException(call.Item()));
        TestHost host = await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c", "d"], cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        (await InQueueAsync()).ShouldBe("0 held, 0 waiting");
        (await StepsAsync(run.Id)).ShouldBe("Each FAILED 1/1, Each FAILED 1/1, Each CANCELLED 0/0, Each CANCELLED 0/0, Each CANCELLED 0/0", "one item ran");
    }

    [Fact]
    public async Task AStepWhoseTimeIsOverInTheLineLeavesIt()
    {
        var (attempt, holder) = (new Gate(), new Gate());
        StepPlan step = QueuePlans.On("One", "gpu");
        WorkflowPlan<string, string> limited = TestPlan.Of(
            "limited",
            async (_, call) =>
            {
                await attempt.EnterAsync(call.Take(), call.CancellationToken);
                throw new IOException("not yet");
            },
            new StepPlan(step.Id) { Inputs = step.Inputs, Output = step.Output, Queue = step.Queue, Retry = new RetryPolicy(5) { Delay = TimeSpan.Zero, Jitter = 0 }, TotalTimeout = TimeSpan.FromSeconds(5) });
        WorkflowPlan<string, string> other = Plan(holder);
        TestHost host = await StartAsync([limited, other], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        WorkflowHandle<string> late = await host.Client.StartAsync(limited, "late", cancellationToken: Token);
        await attempt.WaitForAsync();
        WorkflowHandle<string> held = await host.Client.StartAsync(other, "held", cancellationToken: Token);
        await Wait.UntilAsync(async () => await InQueueAsync() == "1 held, 1 waiting", description: "the other waits");

        attempt.Open();
        await holder.WaitForAsync();
        (await Should.ThrowAsync<WorkflowFailedException>(async () => await late.GetResultAsync(Token))).Error.Type.ShouldBe(typeof(TimeoutException).FullName);

        (await InQueueAsync()).ShouldBe("1 held, 0 waiting");
        (await StepsAsync(late.Id)).ShouldBe("One FAILED 1/1");
        holder.Open();
        await held.GetResultAsync(Token);
    }

    [Fact]
    public async Task AWorkerThatStopsHandsBackWhatWasGrantedAndAnotherBeginsIt()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Plan(gate);
        TestHost first = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "one", cancellationToken: Token);
        await gate.WaitForAsync();

        await StopAsync(first);
        (await InQueueAsync()).ShouldBe("0 held, 0 waiting", "the attempt was cut off");
        gate.Open();
        await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));

        (await run.GetResultAsync(Token)).ShouldBe("one");
    }

    /// <summary>A queue of one slot: a run holds it, behind the gate, and another waits.</summary>
    private async Task<(Gate Gate, WorkflowHandle<string> First, WorkflowHandle<string> Second)> OneBehindAnotherAsync()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Plan(gate);
        TestHost host = await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        WorkflowHandle<string> first = await host.Client.StartAsync(plan, "first", cancellationToken: Token);
        await gate.WaitForAsync();
        WorkflowHandle<string> second = await host.Client.StartAsync(plan, "second", cancellationToken: Token);
        await WaitForStatusAsync(second.Id, "WAITING");
        (await InQueueAsync()).ShouldBe("1 held, 1 waiting");
        return (gate, first, second);
    }

    private static WorkflowPlan<string, string> Plan(Gate gate) => QueuePlans.Single("controlled", "gpu", async call =>
    {
        await gate.EnterAsync(call.Take(), call.CancellationToken);
        return call.Take();
    });

    private Task<string> InQueueAsync() => Database.ScalarAsync<string>("select (select count(*) from perdure.queue_slots) || ' held, ' || (select count(*) from perdure.queue_waiters) || ' waiting'");
}
