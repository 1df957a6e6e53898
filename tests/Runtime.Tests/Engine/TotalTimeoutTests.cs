using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class TotalTimeoutTests(MigratedServer server) : EngineTest(server)
{
    private static readonly RetryPolicy Later = new(9) { Delay = TimeSpan.FromMinutes(5), Factor = 1, Jitter = 0 };

    [Fact]
    public async Task AnAttemptIsCutOffWhenTheTimeOfAllIsOverAndNoneFollows()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "endless",
            async (_, call) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
                return "late";
            },
            Limited("One", TimeSpan.FromMilliseconds(50), new RetryPolicy(9) { Delay = TimeSpan.Zero }));
        WorkflowHandle<string> run = await (await StartAsync(plan)).Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Type.ShouldBe("System.TimeoutException");
        error.Message.ShouldContain("step 'One' did not succeed within 00:00:00.0500000, the total of its [Timeout], in 1 attempt, which was cut off");
        error.Inner.ShouldBeNull("that its code was told to end is no cause");
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Fact]
    public async Task OneThatIsCutOffNamesWhatTheAttemptBeforeFailedOf()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "stuck",
            async (_, call) =>
            {
                if (call.Context.Attempt == 1) throw new IOException("not yet");
                await Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
                return "late";
            },
            Limited("One", TimeSpan.FromSeconds(2), new RetryPolicy(9) { Delay = TimeSpan.Zero }));
        WorkflowHandle<string> run = await (await StartAsync(plan)).Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Message.ShouldEndWith("in 2 attempts, of which attempt 2 was cut off");
        (error.Attempt, error.Inner?.Type, error.Inner?.Message, error.Inner?.Attempt).ShouldBe((2, typeof(IOException).FullName, "not yet", 1));
    }

    [Fact]
    public async Task ARetryThatWouldComeTooLateIsNone()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("hasty", static (_, _) => throw new IOException("not yet"), Limited("One", TimeSpan.FromMinutes(1), Later));
        WorkflowHandle<string> run = await (await StartAsync(plan)).Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Message.ShouldContain("the total of its [Timeout]");
        error.Inner.ShouldNotBeNull().Message.ShouldBe("not yet");
        (await EventsAsync(run.Id, "STEP_%")).ShouldBe("STEP_STARTED One/1, STEP_FAILED One/1");
    }

    [Fact]
    public async Task TheTimeCountsFromTheFirstAttemptOn()
    {
        WorkflowPlan<string, string> plan = FailsOnce("counted", Limited("One", TimeSpan.FromMinutes(30), Later));
        WorkflowHandle<string> run = await (await StartAsync(plan)).Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        DateTime first = await EndAsync(run.Id);

        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
        (await EndAsync(run.Id)).ShouldBe(first);
    }

    [Fact]
    public async Task TheTimePassesWhileNoWorkerIsThere()
    {
        WorkflowPlan<string, string> plan = FailsOnce("asleep", Limited("One", TimeSpan.FromMinutes(30), Later));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await RunOutAsync(run.Id);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Type.ShouldBe("System.TimeoutException");
        error.Inner.ShouldNotBeNull().Message.ShouldBe("not yet");
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Fact]
    public async Task ARunThatIsRetriedByHandHasItsTimeAnew()
    {
        WorkflowPlan<string, string> plan = FailsOnce("anew", Limited("One", TimeSpan.FromMinutes(1), Later));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        await Database.ExecuteAsync("update perdure.execution_steps set ends_by = perdure.now() - interval '1 hour' where execution_id = $1", run.Id);
        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
    }

    [Fact]
    public async Task AnItemThatIsOutOfTimeFailsItsStepAndTheOthersDoNotGoOn()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "items",
            static (_, call) => throw new IOException(call.Item()),
            result: 0,
            new StepPlan("Each") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Map = new MapPlan(WorkflowPlan.InputProducer), Retry = Later, TotalTimeout = TimeSpan.FromMinutes(30) });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await RunOutAsync(run.Id);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Inner.ShouldNotBeNull().Type.ShouldBe("System.TimeoutException");
        error.Inner.Inner.ShouldNotBeNull().Message.ShouldBe("a");
        (await Database.ScalarAsync<string>("select string_agg(item || ' ' || status, ', ' order by item) from perdure.execution_steps where execution_id = $1", run.Id)).ShouldBe("0 FAILED, 1 FAILED, 2 CANCELLED");
    }

    [Fact]
    public async Task AFailureByTimeEndsWhatWaitsBesideIt()
    {
        WorkflowPlan<string, string> plan = FailsOnce("both", Limited("One", TimeSpan.FromMinutes(30), Later), TestPlan.First("Two", Later));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await Database.ExecuteAsync("update perdure.execution_steps set ends_by = perdure.now(), due_at = perdure.now() where execution_id = $1 and step_id = 'One'", run.Id);
        await Database.ExecuteAsync("update perdure.ready set due = perdure.now() where execution_id = $1", run.Id);

        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1, Two CANCELLED 1/1");
    }

    [Fact]
    public async Task AChildThatTakesTheTimeOfAllAttemptsIsCancelledAndNoneFollows()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> child = TestPlan.Of(
            "child",
            async (_, call) =>
            {
                await gate.EnterAsync("child", call.CancellationToken);
                return "late";
            },
            TestPlan.First("One"));
        WorkflowPlan<string, string> plan = ChildPlan.Over(child, retry: new RetryPolicy(9) { Delay = TimeSpan.Zero }, total: TimeSpan.FromMinutes(30));
        TestHost host = await StartAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<bool>("select abs(extract(epoch from due_at - ends_by)) < 5 from perdure.execution_steps where execution_id = $1", run.Id)).ShouldBeTrue();

        await RunOutAsync(run.Id);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldContain("the total of its [Timeout], in 1 attempt");
        await WaitForStatusAsync(await Database.ScalarAsync<Guid>("select id from perdure.executions where parent_id = $1", run.Id), "CANCELLED");
        (await StepsAsync(run.Id)).ShouldBe("Call FAILED 1/1");
    }

    private static WorkflowPlan<string, string> FailsOnce(string name, params StepPlan[] steps) => TestPlan.Of(
        name, static (_, call) => call.Context.Attempt == 1 ? throw new IOException("not yet") : new($"attempt {call.Context.Attempt}"), steps);

    private static StepPlan Limited(string id, TimeSpan total, RetryPolicy retry) =>
        new(id) { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Retry = retry, TotalTimeout = total };

    private Task<DateTime> EndAsync(Guid run) => Database.ScalarAsync<DateTime>("select ends_by from perdure.execution_steps where execution_id = $1", run);

    /// <summary>Lets all attempts have had their time, as if it had passed.</summary>
    private async Task RunOutAsync(Guid run)
    {
        await Database.ExecuteAsync("update perdure.execution_steps set ends_by = perdure.now() where execution_id = $1 and ends_by is not null", run);
        await MakeDueAsync(run);
    }
}
