using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A run that is held still until somebody lets it go on.</summary>
public sealed class PauseTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task WhatRunsSettlesAndNothingMoreStartsUntilItIsResumed()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        (await run.PauseAsync(Token)).ShouldBeTrue();
        (await run.PauseAsync(Token)).ShouldBeTrue("it is asked already");
        (await Database.ScalarAsync<string>("select string_agg(kind, ' ') from perdure.messages")).ShouldBe("PAUSE");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.ready") == 0, description: "the holder has read the message");
        gate.Open();
        await WaitForStatusAsync(run.Id, "PAUSED");

        (await run.GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Paused);
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0");
        (await Database.ScalarAsync<bool>("select holder is null and not exists (select from perdure.ready) from perdure.executions where id = $1", run.Id)).ShouldBeTrue("no due time wakes it");
        await Invariants.AssertAsync(Database);

        (await run.ResumeAsync(Token)).ShouldBeTrue();
        (await run.GetResultAsync(Token)).ShouldBe("x One Two");
        (await EventsAsync(run.Id)).ShouldEndWith(
            "STEP_COMPLETED One/1, EXECUTION_PAUSED, LOCK_RELEASED, LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_STARTED Two/1, STEP_COMPLETED Two/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task ARunThatIsBeingUndoneIsPausedBetweenTwoUndos()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "paused-undo",
            static (step, call) => step == 2 ? throw new InvalidOperationException("three") : new ValueTask<object?>($"{step}"),
            async (step, call) => await gate.EnterAsync($"undo {step}", call.CancellationToken),
            UndoPlan.Step("One"),
            UndoPlan.Step("Two", 0),
            TestPlan.Then("Three", 1));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        (await run.PauseAsync(Token)).ShouldBeTrue();
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.ready") == 0, description: "the holder has read the message");
        gate.Open();
        await WaitForStatusAsync(run.Id, "PAUSED");

        gate.Entered.ShouldBe(["undo 1"]);
        (await Database.ScalarAsync<string>("select string_agg(step_id || ' ' || status, ', ' order by position) from perdure.execution_compensations")).ShouldBe("Two SUCCESS, One PENDING");
        await Invariants.AssertAsync(Database);
        (await run.ResumeAsync(Token)).ShouldBeTrue();
        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).IsCompensated.ShouldBeTrue();
        gate.Entered.ShouldBe(["undo 1", "undo 0"]);
    }

    [Fact]
    public async Task ARunThatNobodyHasTakenUpIsPausedBeforeItsFirstStep()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        (await run.PauseAsync(Token)).ShouldBeTrue();

        await StartAsync(plan);
        await WaitForStatusAsync(run.Id, "PAUSED");
        gate.Entered.ShouldBeEmpty();
        (await EventsAsync(run.Id)).ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, EXECUTION_PAUSED, LOCK_RELEASED");

        gate.Open();
        await run.ResumeAsync(Token);
        (await run.GetResultAsync(Token)).ShouldBe("x One Two");
    }

    [Fact]
    public async Task ARunThatIsNotToBeginYetBeginsAfterItsPauseWhenItWasTo()
    {
        var gate = new Gate();
        gate.Open();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Delay = TimeSpan.FromHours(2) }, Token);
        await run.PauseAsync(Token);
        await WaitForStatusAsync(run.Id, "PAUSED");

        await run.ResumeAsync(Token);

        await WaitForStatusAsync(run.Id, "WAITING");
        gate.Entered.ShouldBeEmpty();
        (await Database.ScalarAsync<double>("select extract(epoch from due - perdure.now())::double precision / 60 from perdure.ready where execution_id = $1", run.Id)).ShouldBeInRange(118, 120.1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
        await MakeDueAsync(run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("x One Two");
    }

    [Fact]
    public async Task ARunThatWaitsIsPausedAndADueTimeThatPassesMeanwhileCountsOnceItGoesOn()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "waits",
            static (_, call) => call.Context.Attempt == 1 ? throw new IOException("once") : new("done"),
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await run.PauseAsync(Token);
        await WaitForStatusAsync(run.Id, "PAUSED");
        (await StepsAsync(run.Id)).ShouldBe("One WAITING 1/1");
        await run.ResumeAsync(Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<bool>("select due > perdure.now() + interval '55 minutes' from perdure.ready where execution_id = $1", run.Id)).ShouldBeTrue();
        await run.PauseAsync(Token);
        await WaitForStatusAsync(run.Id, "PAUSED");
        await MakeDueAsync(run.Id);
        await run.ResumeAsync(Token);

        (await run.GetResultAsync(Token)).ShouldBe("done");
    }

    [Fact]
    public async Task APausedRunIsCancelledOrTerminated()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> cancelled = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        WorkflowHandle<string> terminated = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        foreach (WorkflowHandle<string> run in new[] { cancelled, terminated }) await run.PauseAsync(Token);
        await StartAsync(plan);
        foreach (WorkflowHandle<string> run in new[] { cancelled, terminated }) await WaitForStatusAsync(run.Id, "PAUSED");

        await cancelled.CancelAsync(Token);
        await terminated.TerminateAsync(cancellationToken: Token);

        (await cancelled.WaitAsync(Token)).Status.ShouldBe(ExecutionStatus.Cancelled);
        (await terminated.WaitAsync(Token)).Status.ShouldBe(ExecutionStatus.Cancelled);
        gate.Entered.ShouldBeEmpty();
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task APauseThatComesWhileTheLastStepRunsIsTooLate()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "last",
            async (_, call) =>
            {
                await gate.EnterAsync("One", call.CancellationToken);
                return "done";
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        (await run.PauseAsync(Token)).ShouldBeTrue();

        gate.Open();

        (await run.GetResultAsync(Token)).ShouldBe("done");
        (await run.PauseAsync(Token)).ShouldBeFalse();
        (await run.ResumeAsync(Token)).ShouldBeFalse();
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.messages") == 0, description: "a message that came too late is swept");
    }

    [Fact]
    public async Task OnlyARunThatIsPausedIsResumedAndAnUnknownOneIsNamed()
    {
        WorkflowPlan<string, string> plan = GatedPlan(new Gate());
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        var unknown = Guid.CreateVersion7();

        (await run.ResumeAsync(Token)).ShouldBeFalse();
        (await run.PauseAsync(Token)).ShouldBeTrue();
        (await run.ResumeAsync(Token)).ShouldBeTrue();
        (await run.ResumeAsync(Token)).ShouldBeFalse();
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.PauseAsync(unknown, Token))).ExecutionId.ShouldBe(unknown);
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.ResumeAsync(unknown, Token))).ExecutionId.ShouldBe(unknown);
    }

    [Fact]
    public async Task APauseThatItsHolderDidNotLiveToCarryOutIsCarriedOutByTheNext()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost first = await StartAsync([plan], options => options.SlowPoll = TimeSpan.FromHours(1));
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "One RUNNING 1/0");

        // The message was read, its wake row is gone, and the holder died before the step had settled.
        await Database.ExecuteAsync("insert into perdure.messages (execution_id, kind) values ($1, 'PAUSE')", run.Id);
        await Database.ExecuteAsync("update perdure.workers set dead = true");
        TestHost second = await StartAsync(plan);

        await WaitForStatusAsync(run.Id, "PAUSED");
        (await StepsAsync(run.Id)).ShouldBe("One WAITING 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith("LOCK_TAKEN_OVER, EXECUTION_RESUMED, STEP_RETRY_SCHEDULED One/1, EXECUTION_PAUSED, LOCK_RELEASED");
        await Invariants.AssertAsync(Database);
        gate.Open();
        await second.Client.ResumeAsync(run.Id, Token);
        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("x One Two");
    }

    [Fact]
    public async Task RunsOfAWorkflowArePausedAndResumedTogetherInSql()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = GatedPlan(gate);
        TestHost client = await StartClientAsync();
        for (var run = 0; run < 5; run++) await client.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Database.ScalarAsync<long>("select count(*) from (select perdure.pause(id) as asked from perdure.executions where workflow = 'paused' and finished_at is null) p where asked")).ShouldBe(5);
        await StartAsync(plan);
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'PAUSED'") == 5);
        gate.Open();
        (await Database.ScalarAsync<long>("select count(*) from (select perdure.resume(id) as goes_on from perdure.executions where status = 'PAUSED') p where goes_on")).ShouldBe(5);

        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS'") == 5);
    }

    private static WorkflowPlan<string, string> GatedPlan(Gate gate) => TestPlan.Of(
        "paused",
        async (step, call) =>
        {
            if (step == 0) await gate.EnterAsync("One", call.CancellationToken);
            return $"{(step == 0 ? call.Take() : call.Take(0))} {call.Context.StepId}";
        },
        TestPlan.First("One"),
        TestPlan.Then("Two", 0));
}
