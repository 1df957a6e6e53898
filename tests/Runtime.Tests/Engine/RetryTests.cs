using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class RetryTests(MigratedServer server) : EngineTest(server)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task AFailedStepIsTriedAgainUntilItSucceeds()
    {
        WorkflowPlan<string, string> plan = FailingPlan(failures: 2, Policy(3, TimeSpan.FromMilliseconds(1)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("x in attempt 3");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 3/2");
        (await EventsAsync(run.Id, "STEP%")).ShouldBe(
            "STEP_STARTED One/1, STEP_FAILED One/1, STEP_RETRY_SCHEDULED One/1, STEP_STARTED One/2, STEP_FAILED One/2, STEP_RETRY_SCHEDULED One/2, STEP_STARTED One/3, STEP_COMPLETED One/3");
    }

    [Fact]
    public async Task AStepWithoutARetryFailsAtItsFirstFailure()
    {
        WorkflowPlan<string, string> plan = FailingPlan(failures: 1, RetryPolicy.None);
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Attempt.ShouldBe(1);
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Fact]
    public async Task TheCountOfFailuresGoesOnAfterItsWorkerIsGone()
    {
        WorkflowPlan<string, string> plan = FailingPlan(failures: int.MaxValue, Policy(3, Hour));
        TestHost first = await StartAsync(plan);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await StopAsync(first);

        TestHost second = await StartAsync(plan);
        await MakeDueAsync(run.Id);
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "One WAITING 2/2");
        await WaitForStatusAsync(run.Id, "WAITING");
        await StopAsync(second);

        TestHost third = await StartAsync(plan);
        await MakeDueAsync(run.Id);
        WorkflowFailedException failed = await Should.ThrowAsync<WorkflowFailedException>(async () => await third.Client.GetHandle(plan, run.Id).GetResultAsync(Token));

        failed.Error.Attempt.ShouldBe(3);
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 3/3");
    }

    [Fact]
    public async Task TheWaitIsStoredWithTheRunAndGrowsByTheFactor()
    {
        WorkflowPlan<string, string> plan = FailingPlan(failures: int.MaxValue, Policy(3, Hour, factor: 4));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        await WaitForStatusAsync(run.Id, "WAITING");
        (await WaitInHoursAsync(run.Id)).ShouldBe(1, 0.01);
        await MakeDueAsync(run.Id);
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "One WAITING 2/2");
        (await WaitInHoursAsync(run.Id)).ShouldBe(4, 0.01);
    }

    [Fact]
    public async Task AttemptsThatAreLostWithTheirWorkerDoNotUseUpTheRetries()
    {
        var lost = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "lost-attempt",
            async (_, call) =>
            {
                if (call.Context.Attempt == 1) await lost.EnterAsync("lost", call.CancellationToken);
                throw new InvalidOperationException($"failure of attempt {call.Context.Attempt}");
            },
            new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Retry = Policy(2, TimeSpan.FromMilliseconds(1)), NotIdempotent = true });
        TestHost first = await StartAsync(plan);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await lost.WaitForAsync();

        await StartAsync(plan);
        await Database.ExecuteAsync("update perdure.workers set dead = true where incarnation = (select holder from perdure.executions where id = $1)", run.Id);

        WorkflowFailedException failed = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        failed.Error.Message.ShouldBe("failure of attempt 3");
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 3/2", "three starts, two of which failed");
    }

    [Fact]
    public async Task AFailureThatSaysSoIsFinal()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "final", static (_, _) => throw new NonRetryableException("no use"), TestPlan.First("One", Policy(5, TimeSpan.FromMilliseconds(1))));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Fact]
    public async Task AFailureOfATypeThatThePolicyNamesIsFinal()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "final-type",
            static (_, _) => throw new FileNotFoundException("gone"),
            TestPlan.First("One", new RetryPolicy(5) { Delay = TimeSpan.FromMilliseconds(1), Factor = 2, MaxDelay = Hour, NonRetryable = [typeof(IOException)] }));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Fact]
    public async Task ARunThatWaitsHoldsNoLockAndTakesNoRoomInItsWorker()
    {
        WorkflowPlan<string, string> waits = FailingPlan(failures: int.MaxValue, Policy(3, Hour));
        WorkflowPlan<string, string> passes = TestPlan.Of("passes", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync([waits, passes], options => options.MaxRuns = 1);

        WorkflowHandle<string> waiting = await host.Client.StartAsync(waits, "x", cancellationToken: Token);
        await WaitForStatusAsync(waiting.Id, "WAITING");

        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
        (await (await host.Client.StartAsync(passes, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y");
    }

    [Fact]
    public async Task WhileASiblingRunsAStepIsTriedAgainWithoutLettingTheRunGo()
    {
        var sibling = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "timer-in-memory",
            async (step, call) =>
            {
                if (step == 0 && call.Context.Attempt == 1) throw new IOException("once");
                if (step == 1) await sibling.EnterAsync("Sibling", call.CancellationToken);
                return call.Take();
            },
            TestPlan.First("Again", Policy(2, TimeSpan.FromMilliseconds(30))),
            TestPlan.First("Sibling"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "Again SUCCESS 2/1, Sibling RUNNING 1/0");
        sibling.Open();

        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run.Id, "LOCK%")).ShouldBe("LOCK_ACQUIRED, LOCK_RELEASED");
        (await EventsAsync(run.Id, "EXECUTION_WAITING")).ShouldBeEmpty();
    }

    private static WorkflowPlan<string, string> FailingPlan(int failures, RetryPolicy policy) => TestPlan.Of(
        "failing",
        (_, call) => call.Context.Attempt <= failures
            ? throw new InvalidOperationException($"failure {call.Context.Attempt}")
            : new($"{call.Take()} in attempt {call.Context.Attempt}"),
        TestPlan.First("One", policy));

    private static RetryPolicy Policy(int attempts, TimeSpan delay, double factor = 2) => new(attempts) { Delay = delay, Factor = factor, MaxDelay = TimeSpan.FromDays(1) };

    private async Task<double> WaitInHoursAsync(Guid run) => await Database.ScalarAsync<double>(
        "select extract(epoch from q.due - e.updated_at)::double precision / 3600 from perdure.ready q join perdure.executions e on e.id = q.execution_id where e.id = $1", run);
}
