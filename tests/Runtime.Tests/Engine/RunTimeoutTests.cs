using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>The time that a run has as a whole.</summary>
public sealed class RunTimeoutTests(MigratedServer server) : EngineTest(server)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    /// <summary>Long enough to come to what is cut off, also on a slow machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static readonly DateTimeOffset Past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ARunWhoseTimeIsOverFailsAndWhatRunsIsCancelled()
    {
        var told = new Gate();
        WorkflowPlan<string, string> plan = Endless("endless", call => call.CancellationToken.Register(() => told.Note("told")));
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Soon }, Token);

        StepError error = await FailureAsync(run);
        error.Type.ShouldBe("System.TimeoutException");
        error.Message.ShouldContain($"Execution {run.Id} of 'endless@1' had not ended when its time was over");
        error.Step.ShouldBeNull();
        await told.WaitForAsync();
        (await StepsAsync(run.Id)).ShouldBe("One CANCELLED 1/0");
    }

    [Fact]
    public async Task AParkedRunIsWokenWhenItsTimeIsOver()
    {
        WorkflowPlan<string, string> plan = Delayed("parked");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour / 2 }, Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<bool>("select abs(extract(epoch from r.due - e.ends_by)) < 5 from perdure.ready r join perdure.executions e on e.id = r.execution_id where e.id = $1", run.Id)).ShouldBeTrue("its time is over before the wait is");

        await RunOutAsync(run.Id);

        (await FailureAsync(run)).Type.ShouldBe("System.TimeoutException");
        (await StepsAsync(run.Id)).ShouldBe("One CANCELLED 0/0");
    }

    [Fact]
    public async Task ARunThatWaitsForASignalAloneHasAWakeRowForItsTime()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("asks", static (_, call) => new(call.Take()), new StepPlan("One") { Output = TestPlan.Text, Signal = new SignalPlan("go", "go") });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour }, Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await Database.ScalarAsync<long>("select count(*) from perdure.ready where execution_id = $1", run.Id)).ShouldBe(1);
        await Database.ExecuteAsync("delete from perdure.ready where execution_id = $1", run.Id);
        (await Database.ScalarAsync<string>("select string_agg(rule, ' ') from perdure.violations() where execution_id = $1", run.Id)).ShouldBe("stranded");

        await Database.ExecuteAsync("select perdure.cancel($1)", run.Id);
        await WaitForStatusAsync(run.Id, "CANCELLED");
    }

    [Fact]
    public async Task ARunWhoseDeadlineHasPassedStartsNothing()
    {
        WorkflowPlan<string, string> plan = Echo("late");
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Deadline = Past }, Token);

        (await FailureAsync(run)).Type.ShouldBe("System.TimeoutException");
        (await StepsAsync(run.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatTheStartSaysStandsInThePlaceOfWhatTheWorkflowDoes()
    {
        WorkflowPlan<string, string> plan = Echo("both", timeout: TimeSpan.FromTicks(1));
        TestHost host = await StartAsync(plan);
        var deadline = new DateTimeOffset(2199, 5, 4, 3, 2, 1, TimeSpan.FromHours(2));

        WorkflowHandle<string> own = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        WorkflowHandle<string> until = await host.Client.StartAsync(plan, "x", new StartOptions { Deadline = deadline }, Token);
        WorkflowHandle<string> longer = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour, Delay = TimeSpan.FromMilliseconds(1), Tags = new Dictionary<string, string> { ["a"] = "b" } }, Token);

        (await FailureAsync(own)).Type.ShouldBe("System.TimeoutException");
        (await until.GetResultAsync(Token)).ShouldBe("x");
        (await longer.GetResultAsync(Token)).ShouldBe("x");
        (await EndsByAsync(until.Id)).ShouldBe(deadline.UtcDateTime);
        (await Database.ScalarAsync<double>("select extract(epoch from ends_by - created_at)::double precision from perdure.executions where id = $1", longer.Id)).ShouldBe(3600.001, 0.0001);
    }

    [Fact]
    public async Task AChildHasTheTimeOfItsOwnWorkflow()
    {
        WorkflowPlan<string, string> child = Delayed("child", Hour / 4);
        WorkflowPlan<string, string> plan = ChildPlan.Over(child);
        TestHost host = await StartAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour }, Token);
        Guid childId = await ChildAsync(run.Id);
        await WaitForStatusAsync(childId, "WAITING");
        (await Database.ScalarAsync<double>("select extract(epoch from ends_by - created_at)::double precision from perdure.executions where id = $1", childId)).ShouldBe(900, 0.001);

        await RunOutAsync(childId);

        StepError error = await FailureAsync(run);
        error.Step.ShouldBe("Call");
        error.Inner.ShouldNotBeNull().Type.ShouldBe("System.TimeoutException");
    }

    [Fact]
    public async Task TheChildrenOfARunWhoseTimeIsOverAreCancelled()
    {
        WorkflowPlan<string, string> child = Delayed("child");
        WorkflowPlan<string, string> plan = ChildPlan.Over(child);
        TestHost host = await StartAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour }, Token);
        Guid childId = await ChildAsync(run.Id);
        await WaitForStatusAsync(run.Id, "WAITING");

        await RunOutAsync(run.Id);

        (await FailureAsync(run)).Type.ShouldBe("System.TimeoutException");
        await WaitForStatusAsync(childId, "CANCELLED");
    }

    [Fact]
    public async Task WhatARunDidWhoseTimeIsOverIsUndone()
    {
        var undone = new Gate();
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "undone",
            async (step, call) =>
            {
                if (step == 1) await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, call.CancellationToken);
                return "done";
            },
            (_, call) =>
            {
                undone.Note(call.Read<string>(WorkflowPlan.ResultProducer, TestPlan.Text));
                return default;
            },
            UndoPlan.Step("One"),
            TestPlan.Then("Two", 0));
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Soon }, Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        failure.IsCompensated.ShouldBeTrue();
        failure.Error.Type.ShouldBe("System.TimeoutException");
        undone.Entered.ShouldBe(["done"]);
    }

    [Fact]
    public async Task APausedRunFailsWhenItGoesOn()
    {
        WorkflowPlan<string, string> plan = Delayed("paused");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour }, Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await Database.ExecuteAsync("select perdure.pause($1)", run.Id);
        await WaitForStatusAsync(run.Id, "PAUSED");

        await RunOutAsync(run.Id);
        await Database.ExecuteAsync("select perdure.resume($1)", run.Id);

        (await FailureAsync(run)).Type.ShouldBe("System.TimeoutException");
    }

    [Fact]
    public async Task ARunThatIsRetriedByHandHasAsMuchTimeAgainAndSoHasAFork()
    {
        WorkflowPlan<string, string> plan = Delayed("retried");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Timeout = Hour / 2 }, Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await RunOutAsync(run.Id);
        await FailureAsync(run);

        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();
        WorkflowHandle<string> fork = await run.ForkAsync("One", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("x", "the wait of its step is over: what was cut off begins at once");
        foreach (Guid id in new[] { run.Id, fork.Id })
        {
            (await Database.ScalarAsync<bool>("select ends_by between perdure.now() + interval '29 minutes' and perdure.now() + interval '30 minutes' from perdure.executions where id = $1", id)).ShouldBeTrue();
        }

        await fork.CancelAsync(Token);
        await WaitForStatusAsync(fork.Id, "CANCELLED");
    }

    [Fact]
    public async Task ADeadlineThatHasPassedDoesNotLimitARunThatIsRetriedByHand()
    {
        WorkflowPlan<string, string> plan = Echo("again");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Deadline = Past }, Token);
        await FailureAsync(run);

        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task ATimeThatMakesNoSenseIsRefused()
    {
        WorkflowPlan<string, string> plan = Echo("refused");
        TestHost host = await StartClientAsync();

        (await RefusalAsync(new StartOptions { Timeout = TimeSpan.Zero })).ShouldStartWith("StartOptions.Timeout is 00:00:00: it is more than zero");
        (await RefusalAsync(new StartOptions { Timeout = TimeSpan.FromDays(40_000) })).ShouldStartWith("StartOptions.Timeout is 40000.00:00:00");
        (await RefusalAsync(new StartOptions { Timeout = Hour, Deadline = Past })).ShouldStartWith("StartOptions has both a Timeout and a Deadline");
        (await RefusalAsync(new StartOptions { Deadline = DateTimeOffset.MaxValue })).ShouldStartWith("StartOptions.Deadline is in the year 9999: leave it out");

        async Task<string> RefusalAsync(StartOptions options) =>
            (await Should.ThrowAsync<ArgumentException>(async () => await host.Client.StartAsync(plan, "x", options, Token))).Message;
    }

    private static WorkflowPlan<string, string> Echo(string name, TimeSpan? timeout = null) =>
        new(name, 1, TestPlan.Of(name, static (_, call) => new(call.Take())).Runner) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = [TestPlan.First("One")], Result = 0, Timeout = timeout };

    private static WorkflowPlan<string, string> Endless(string name, Action<StepCall> begin) => TestPlan.Of(
        name,
        async (_, call) =>
        {
            begin(call);
            await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, call.CancellationToken);
            return "late";
        },
        TestPlan.First("One"));

    private static WorkflowPlan<string, string> Delayed(string name, TimeSpan? timeout = null) => new(name, 1, Echo(name).Runner)
    {
        Input = TestPlan.Text,
        Output = TestPlan.Text,
        Steps = [new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Delay = Hour }],
        Result = 0,
        Timeout = timeout,
    };

    private async Task<StepError> FailureAsync(WorkflowHandle<string> run) => (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;

    private async Task<Guid> ChildAsync(Guid parent)
    {
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where parent_id = $1", parent) == 1);
        return await Database.ScalarAsync<Guid>("select id from perdure.executions where parent_id = $1", parent);
    }

    private Task<DateTime> EndsByAsync(Guid run) => Database.ScalarAsync<DateTime>("select ends_by from perdure.executions where id = $1", run);

    /// <summary>Lets the time of a run be over, as if it had passed.</summary>
    private async Task RunOutAsync(Guid run)
    {
        await Database.ExecuteAsync("update perdure.executions set ends_by = perdure.now() where id = $1", run);
        await Database.ExecuteAsync("update perdure.ready set due = perdure.now() where execution_id = $1", run);
    }
}
