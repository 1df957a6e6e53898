using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A run that is ended by force of the lease, whatever its holder does.</summary>
public sealed class TerminateTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunEndsAtOnceAndWhatItsHolderStillSendsIsRefused()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = DeafPlan(gate);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "One SUCCESS 1/0, Two RUNNING 1/0");

        // In SQL, so that nobody hears of it before the step has its result.
        (await Database.ScalarAsync<bool>("select perdure.terminate($1, 'it must not be')", run.Id)).ShouldBeTrue();
        gate.Open();

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two CANCELLED 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith("LOCK_TAKEN_OVER, STEP_CANCELLED Two/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        (await Database.ScalarAsync<string>(
            "select concat_ws(', ', payload ->> 'reason', payload ->> 'by' = session_user, payload ->> 'forced') from perdure.execution_events where execution_id = $1 and event_type = 'EXECUTION_CANCELLED'", run.Id))
            .ShouldBe("it must not be, t, true");
        await Invariants.AssertAsync(Database);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStepThatIsUnderWayIsToldThoughNoCheckpointComes(bool byClient)
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "told",
            async (_, call) =>
            {
                await gate.EnterAsync("One", CancellationToken.None).WaitAsync(call.CancellationToken);
                return "never";
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync([plan], options => options.SlowPoll = byClient ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(200));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        if (byClient) (await client.Client.TerminateAsync(run.Id, cancellationToken: Token)).ShouldBeTrue();
        else await Database.ExecuteAsync("select perdure.terminate($1)", run.Id);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
    }

    [Fact]
    public async Task ARunThatNobodyHasTakenUpOrThatWaitsIsEndedAsWell()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "waits", static (_, _) => throw new IOException("once"), TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> waiting = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(waiting.Id, "WAITING");
        WorkflowHandle<string> pending = await host.Client.StartAsync(plan, "x", new StartOptions { Queue = "elsewhere" }, Token);

        (await waiting.TerminateAsync("why", Token)).ShouldBeTrue();
        (await pending.TerminateAsync(cancellationToken: Token)).ShouldBeTrue();
        (await pending.TerminateAsync(cancellationToken: Token)).ShouldBeFalse("it has ended");

        (await StepsAsync(waiting.Id)).ShouldBe("One CANCELLED 1/1");
        (await EventsAsync(pending.Id)).ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_CANCELLED, LOCK_RELEASED");
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
        var unknown = Guid.CreateVersion7();
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await host.Client.TerminateAsync(unknown, cancellationToken: Token))).ExecutionId.ShouldBe(unknown);
        await Should.ThrowAsync<ArgumentException>(async () => await host.Client.TerminateAsync(unknown, "\0", Token));
    }

    [Fact]
    public async Task ARunThatDoesNotEndWithinItsGracePeriodIsTerminated()
    {
        WorkflowPlan<string, string> plan = DeafPlan(new Gate());
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.CancelAsync(new CancelOptions { GracePeriod = TimeSpan.FromMilliseconds(50) }, Token)).ShouldBeTrue("nobody is there to hear of it");

        (await run.GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Cancelled);
        (await Database.ScalarAsync<string>("select payload ->> 'reason' from perdure.execution_events where event_type = 'EXECUTION_CANCELLED'")).ShouldBe("it was asked to end, and did not within 00:00:00.0500000");
    }

    [Fact]
    public async Task ARunThatEndsWithinItsGracePeriodIsNotTerminated()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "heeds",
            async (_, call) =>
            {
                await gate.EnterAsync("One", call.CancellationToken);
                return "never";
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        (await run.CancelAsync(new CancelOptions { GracePeriod = TimeSpan.FromHours(1) }, Token)).ShouldBeTrue();

        (await EventsAsync(run.Id)).ShouldEndWith("STEP_STARTED One/1, STEP_CANCELLED One/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        (await run.CancelAsync(new CancelOptions { GracePeriod = TimeSpan.Zero }, Token)).ShouldBeFalse();
        await Should.ThrowAsync<ArgumentException>(async () => await run.CancelAsync(new CancelOptions { GracePeriod = TimeSpan.FromDays(2) }, Token));
    }

    /// <summary>Its second step hears of nothing.</summary>
    private static WorkflowPlan<string, string> DeafPlan(Gate gate) => TestPlan.Of(
        "deaf",
        async (step, _) =>
        {
            if (step == 1) await gate.EnterAsync("Two");
            return "done";
        },
        TestPlan.First("One"),
        TestPlan.Then("Two", 0),
        TestPlan.Then("Three", 1));
}
