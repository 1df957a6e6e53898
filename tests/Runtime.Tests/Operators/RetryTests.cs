using Perdure.Events;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A run that has failed, was set aside because its workers died of it, or was cancelled goes on when somebody says so.</summary>
public sealed class RetryTests(MigratedServer server) : EngineTest(server)
{
    private const int MaxRecoveries = 3;

    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of(
        "retried",
        static (step, call) => new($"{(step == 0 ? call.Take() : call.Take(0))} {call.Context.StepId}/{call.Context.Attempt}"),
        TestPlan.First("One"),
        TestPlan.Then("Two", 0));

    [Fact]
    public async Task WhatWasRecordedStaysAndWhatWasCutOffStartsAgain()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);

        (await host.Client.RetryAsync(run, Token)).ShouldBeTrue();

        (await host.Client.GetHandle(Plan, run).GetResultAsync(Token)).ShouldBe("first Two/2");
        (await StepsAsync(run)).ShouldBe("One SUCCESS 1/0, Two SUCCESS 2/0");
        (await EventsAsync(run)).ShouldEndWith(
            "STEP_CANCELLED Two/1, EXECUTION_FAILED, LOCK_RELEASED, LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_RETRY_SCHEDULED Two/1, EXECUTION_WAITING, LOCK_RELEASED, "
            + "LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_STARTED Two/2, STEP_COMPLETED Two/2, EXECUTION_COMPLETED, LOCK_RELEASED");
        (await Database.ScalarAsync<bool>("select error is null and recoveries = 0 from perdure.executions where id = $1", run)).ShouldBeTrue();
    }

    [Fact]
    public async Task ARetriedRunIsFreeAndDueAndKeepsToTheProtocol()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);
        long token = await Database.ScalarAsync<long>("select token from perdure.executions where id = $1", run);
        await StopAsync(host);

        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run)).ShouldBeTrue();

        (await Database.ScalarAsync<string>("select concat_ws(' ', status, holder, token, finished_at) from perdure.executions where id = $1", run)).ShouldBe($"WAITING {token + 1}");
        (await StepsAsync(run)).ShouldBe("One SUCCESS 1/0, Two WAITING 1/0");
        (await Database.ScalarAsync<bool>("select due <= perdure.now() and rank <= perdure.rank(perdure.now(), 0) from perdure.ready where execution_id = $1", run)).ShouldBeTrue();
        (await Database.ScalarAsync<long>(
            "select count(*) from perdure.execution_events e join perdure.lanes l on l.id = e.lane join perdure.workers w on w.incarnation = l.incarnation where e.execution_id = $1 and w.dead and w.plans = '{}'",
            run)).ShouldBe(5, "a reader of the tail finds the lane of whoever retried it, who holds nothing any more");
        await Invariants.AssertAsync(Database);
    }

    [Fact]
    public async Task NoLaneStaysOpenForARetry()
    {
        TestHost host = await StartWorkerAsync();
        Guid[] runs = [await SetAsideAsync(host), await SetAsideAsync(host), await SetAsideAsync(host)];
        await StopAsync(host);
        await Database.ScalarAsync<int>("select perdure.close_lanes()");

        foreach (Guid run in runs) (await Database.ScalarAsync<bool>("select perdure.retry($1)", run)).ShouldBeTrue();

        (await Database.ScalarAsync<long>("select count(*) from perdure.lanes where closing is null")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.lanes l join perdure.workers w on w.incarnation = l.incarnation where w.plans = '{}' and l.closing > 0")).ShouldBe(3);
    }

    [Fact]
    public async Task ARunThatIsUnderWayOrHasSucceededIsNotRetried()
    {
        TestHost host = await StartWorkerAsync();
        Guid aside = await SetAsideAsync(host);
        WorkflowHandle<string> ended = await host.Client.StartAsync(Plan, "x", cancellationToken: Token);
        await ended.GetResultAsync(Token);
        await StopAsync(host);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> pending = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);

        (await client.Client.RetryAsync(ended.Id, Token)).ShouldBeFalse("it has succeeded");
        (await client.Client.RetryAsync(pending.Id, Token)).ShouldBeFalse("it is under way");
        (await client.Client.RetryAsync(aside, Token)).ShouldBeTrue();
        (await client.Client.RetryAsync(aside, Token)).ShouldBeFalse("it goes on already");
        await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.RetryAsync(Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task AFailedStepStartsAgainAndItsFailuresCountAnew()
    {
        var broken = true;
        WorkflowPlan<string, string> failing = TestPlan.Of(
            "failing",
            (step, call) => step == 1 && (broken || call.Context.Attempt == 3) ? throw new IOException("broken \0") : new($"{call.Context.StepId}/{call.Context.Attempt}"),
            TestPlan.First("Kept"),
            new StepPlan("Mended") { Inputs = [new StepInput("from0", 0)], Level = 1, Output = TestPlan.Text, Retry = new RetryPolicy(2) { Delay = TimeSpan.Zero } });
        TestHost host = await StartAsync(failing);
        WorkflowHandle<string> run = await host.Client.StartAsync(failing, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (await host.Client.GetAsync(run.Id, Token))!.Error!.Message.ShouldBe("broken \uFFFD", "PostgreSQL reads no field of JSON that holds the other one");
        (await StepsAsync(run.Id)).ShouldBe("Kept SUCCESS 1/0, Mended FAILED 2/2");

        broken = false;
        (await run.RetryAsync(Token)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("Mended/4", "its third attempt fails, and is the first of two that it has now");
        (await StepsAsync(run.Id)).ShouldBe("Kept SUCCESS 1/0, Mended SUCCESS 4/1");
        (await host.Client.GetAsync(run.Id, Token))!.Error.ShouldBeNull();
    }

    [Fact]
    public async Task ACancelledRunGoesOn()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "cancelled",
            async (step, call) =>
            {
                if (step == 1 && call.Context.Attempt == 1) await gate.EnterAsync("Two", call.CancellationToken);
                return $"{call.Context.StepId}/{call.Context.Attempt}";
            },
            TestPlan.First("One"),
            TestPlan.Then("Two", 0),
            TestPlan.Then("Three", 1));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        await run.CancelAsync(Token);
        (await run.WaitAsync(Token)).Status.ShouldBe(ExecutionStatus.Cancelled);

        (await run.RetryAsync(Token)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("Three/1");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Three SUCCESS 1/0, Two SUCCESS 2/0");
    }

    [Fact]
    public async Task ARunThatWasTerminatedBeforeAnybodyTookItUpIsRetriedFromItsStart()
    {
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);
        await run.TerminateAsync("too early", Token);

        (await run.RetryAsync(Token)).ShouldBeTrue();
        (await run.GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Pending);
        await StartWorkerAsync();

        (await run.GetResultAsync(Token)).ShouldBe("x One/1 Two/1");
    }

    [Fact]
    public async Task ACancelThatAnEndedRunDidNotReadDoesNotEndItAfterItsRetry()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);
        await Database.ExecuteAsync(
            "insert into perdure.messages (execution_id, kind) values ($1, 'CANCEL')", run);

        await host.Client.RetryAsync(run, Token);

        (await host.Client.WaitAsync(run, Token)).Status.ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public async Task TwoRetriesAtOnceRetryOnce()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);
        await StopAsync(host);
        await using Npgsql.NpgsqlConnection first = await Database.OpenAsync(Token);
        await using Npgsql.NpgsqlConnection second = await Database.OpenAsync(Token);
        await first.ExecuteAsync("begin");
        (await first.ScalarAsync<bool>("select perdure.retry($1)", run)).ShouldBeTrue();

        Task<bool> other = second.ScalarAsync<bool>("select perdure.retry($1)", run);
        await Database.WaitUntilBlockedAsync(second);
        await first.ExecuteAsync("commit");

        (await other).ShouldBeFalse();
    }

    private Task<TestHost> StartWorkerAsync() => StartAsync([Plan], options => options.MaxRecoveries = MaxRecoveries);

    /// <summary>A run that died with its worker in its second step, once too often.</summary>
    private async Task<Guid> SetAsideAsync(TestHost host)
    {
        await using PerdureDatabase pools = PostgresStoreUnderTest.Pools(Database.ConnectionString);
        var store = new PostgresExecutionStore(pools, TimeProvider.System);
        TestHolder doomed = await TestHolder.RegisterAsync(store, "doomed", [Plan], ["doomed"]);
        var start = new NewExecution(Guid.CreateVersion7(), Plan.Name, Plan.Version, "doomed", 0, "\"x\"");
        await store.StartAsync(start, Token);
        ClaimedRun run = await doomed.ClaimOneAsync();
        await doomed.CommitAsync(run.Says(
            steps: [TestCheckpoint.Succeeded("One", "\"first\""), TestCheckpoint.Running("Two")],
            events:
            [
                new EventWrite(1, EventTypes.ExecutionCreated, null, null, null),
                new EventWrite(2, EventTypes.StepStarted, "One", 1, null),
                new EventWrite(3, EventTypes.StepCompleted, "One", 1, null),
                new EventWrite(4, EventTypes.StepStarted, "Two", 1, null),
            ],
            state: """{"steps":2,"settled_through":1,"running":1,"waiting":0,"succeeded":1,"failed":0,"cancelled":0}"""));
        await Database.ExecuteAsync("update perdure.executions set recoveries = $2, queue = 'default' where id = $1", run.Id, MaxRecoveries);
        await store.DeclareDeadAsync(doomed.Id, Token);

        ExecutionInfo aside = await host.Client.WaitAsync(run.Id, Token);

        aside.Status.ShouldBe(ExecutionStatus.Failed);
        aside.Error!.Type.ShouldBe("Perdure.Coordination.RunSetAsideException");
        aside.Error.Message.ShouldContain($"perdure.retry('{run.Id}')");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two CANCELLED 1/0");
        return run.Id;
    }
}
