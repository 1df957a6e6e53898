using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class CancelTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunningStepIsToldAndTheRunIsCancelled()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        (await host.Client.CancelAsync(run.Id, Token)).ShouldBeTrue();

        (await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token))).ExecutionId.ShouldBe(run.Id);
        (await StepsAsync(run.Id)).ShouldBe("One CANCELLED 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith("STEP_STARTED One/1, STEP_CANCELLED One/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task ACancelFromAnotherProcessReachesTheHolder()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost worker = await StartAsync([plan], options => options.SlowPoll = TimeSpan.FromHours(1));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await client.Client.CancelAsync(run.Id, Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await worker.Client.GetHandle(plan, run.Id).GetResultAsync(Token));
    }

    [Fact]
    public async Task ARunThatNobodyHasTakenUpIsCancelledWithoutAStep()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        await client.Client.CancelAsync(run.Id, Token);

        await StartAsync(plan);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        gate.Entered.ShouldBeEmpty();
        (await EventsAsync(run.Id)).ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, EXECUTION_CANCELLED, LOCK_RELEASED");
    }

    [Fact]
    public async Task ARunThatWaitsIsCancelledBeforeItIsDue()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "waits",
            static (_, _) => throw new IOException("once"),
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await host.Client.CancelAsync(run.Id, Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("One CANCELLED 1/1");
    }

    [Fact]
    public async Task WhatWasRecordedBeforeTheCancelStays()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "half-done",
            async (step, call) =>
            {
                if (step == 1) await gate.EnterAsync("Two", call.CancellationToken);
                return "kept";
            },
            TestPlan.First("One"),
            TestPlan.Then("Two", 0),
            TestPlan.Then("Three", 1));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await host.Client.CancelAsync(run.Id, Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two CANCELLED 1/0");
    }

    [Fact]
    public async Task AnEndedRunIsNotCancelledAndAnUnknownOneIsNamed()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("ended", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);
        Guid unknown = Guid.CreateVersion7();

        (await host.Client.CancelAsync(run.Id, Token)).ShouldBeFalse();
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await host.Client.CancelAsync(unknown, Token))).ExecutionId.ShouldBe(unknown);
    }

    [Fact]
    public async Task ACancelThatItsHolderDidNotLiveToCarryOutIsCarriedOutByTheNext()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost first = await StartAsync([plan], options => options.SlowPoll = TimeSpan.FromHours(1));
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        // A start is told of a moment after it: the next holder is to know of it.
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "One RUNNING 1/0");

        // The message was read, its wake row is gone, and the holder died before the run's end was written.
        await Database.ExecuteAsync("insert into perdure.messages (execution_id, kind) values ($1, 'CANCEL')", run.Id);
        await Database.ExecuteAsync("update perdure.workers set dead = true");
        await StartAsync(plan);

        await WaitForStatusAsync(run.Id, "CANCELLED");
        (await StepsAsync(run.Id)).ShouldBe("One CANCELLED 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith("LOCK_TAKEN_OVER, EXECUTION_RESUMED, STEP_CANCELLED One/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        gate.Entered.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AStepThatFailsWhenItIsToldToEndHarmsNobody()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "touchy",
            async (_, call) =>
            {
                // Never taken back: what is awaited below is cancelled first, and would take it back before it is called.
                call.CancellationToken.Register(static () => throw new InvalidOperationException("do not touch me"));
                await gate.EnterAsync("One", call.CancellationToken);
                return "";
            },
            TestPlan.First("One"));
        WorkflowPlan<string, string> other = TestPlan.Of("calm", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync(plan, other);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await host.Client.CancelAsync(run.Id, Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        (await (await host.Client.StartAsync(other, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers")).ShouldBe(1, "the worker did not begin anew");
    }

    [Fact]
    public async Task ManyCancelsAtRandomMomentsLeaveEveryRunEnded()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "random",
            static async (_, call) =>
            {
                await Task.Yield();
                return "done";
            },
            TestPlan.First("One"),
            TestPlan.Then("Two", 0),
            TestPlan.Then("Three", 0),
            TestPlan.Then("Four", 1, 2));
        TestHost host = await StartAsync(plan);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async number =>
        {
            WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
            for (var spin = 0; spin < number % 7; spin++) await run.GetAsync(Token);
            await host.Client.CancelAsync(run.Id, Token);
            (await host.Client.WaitAsync(run.Id, Token)).Status.ShouldBeOneOf(ExecutionStatus.Cancelled, ExecutionStatus.Success);
        }));

        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.messages") == 0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
    }

    private static WorkflowPlan<string, string> GatedPlan(Gate gate) => TestPlan.Of(
        "gated",
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return call.Take();
        },
        TestPlan.First("One"));
}
