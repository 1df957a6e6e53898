using Perdure.Events;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A run that was set aside because its workers died of it goes on when somebody says so.</summary>
public sealed class ResumeTests(MigratedServer server) : EngineTest(server)
{
    private const int MaxRecoveries = 3;

    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of(
        "resumed",
        static (step, call) => new($"{(step == 0 ? call.Take() : call.Take(0))} {call.Context.StepId}/{call.Context.Attempt}"),
        TestPlan.First("One"),
        TestPlan.Then("Two", 0));

    [Fact]
    public async Task WhatWasRecordedStaysAndWhatWasCutOffStartsAgain()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);

        (await host.Client.ResumeAsync(run, Token)).ShouldBeTrue();

        (await host.Client.GetHandle(Plan, run).GetResultAsync(Token)).ShouldBe("first Two/2");
        (await StepsAsync(run)).ShouldBe("One SUCCESS 1/0, Two SUCCESS 2/0");
        (await EventsAsync(run)).ShouldEndWith(
            "STEP_CANCELLED Two/1, EXECUTION_FAILED, LOCK_RELEASED, LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_RETRY_SCHEDULED Two/1, EXECUTION_WAITING, LOCK_RELEASED, "
            + "LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_STARTED Two/2, STEP_COMPLETED Two/2, EXECUTION_COMPLETED, LOCK_RELEASED");
        (await Database.ScalarAsync<bool>("select error is null and recoveries = 0 from perdure.executions where id = $1", run)).ShouldBeTrue();
    }

    [Fact]
    public async Task AResumedRunIsFreeAndDueAndKeepsToTheProtocol()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);
        long token = await Database.ScalarAsync<long>("select token from perdure.executions where id = $1", run);
        await StopAsync(host);

        (await Database.ScalarAsync<bool>("select perdure.resume($1)", run)).ShouldBeTrue();

        (await Database.ScalarAsync<string>("select concat_ws(' ', status, holder, token, finished_at) from perdure.executions where id = $1", run)).ShouldBe($"WAITING {token + 1}");
        (await StepsAsync(run)).ShouldBe("One SUCCESS 1/0, Two WAITING 1/0");
        (await Database.ScalarAsync<bool>("select due <= perdure.now() and rank <= perdure.rank(perdure.now(), 0) from perdure.ready where execution_id = $1", run)).ShouldBeTrue();
        (await Database.ScalarAsync<long>(
            "select count(*) from perdure.execution_events e join perdure.lanes l on l.id = e.lane join perdure.workers w on w.incarnation = l.incarnation where e.execution_id = $1 and w.dead and w.plans = '{}'",
            run)).ShouldBe(5, "a reader of the tail finds the lane of whoever resumed it, who holds nothing any more");
        await Invariants.AssertAsync(Database);
    }

    [Fact]
    public async Task NoLaneStaysOpenForAResume()
    {
        TestHost host = await StartWorkerAsync();
        Guid[] runs = [await SetAsideAsync(host), await SetAsideAsync(host), await SetAsideAsync(host)];
        await StopAsync(host);
        await Database.ScalarAsync<int>("select perdure.close_lanes()");

        foreach (Guid run in runs) (await Database.ScalarAsync<bool>("select perdure.resume($1)", run)).ShouldBeTrue();

        (await Database.ScalarAsync<long>("select count(*) from perdure.lanes where closing is null")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.lanes l join perdure.workers w on w.incarnation = l.incarnation where w.plans = '{}' and l.closing > 0")).ShouldBe(3);
    }

    [Fact]
    public async Task OnlyARunThatWasSetAsideIsResumedAndOnlyOnce()
    {
        TestHost host = await StartWorkerAsync();
        Guid aside = await SetAsideAsync(host);
        WorkflowHandle<string> ended = await host.Client.StartAsync(Plan, "x", cancellationToken: Token);
        await ended.GetResultAsync(Token);
        await StopAsync(host);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> pending = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);

        (await client.Client.ResumeAsync(ended.Id, Token)).ShouldBeFalse("it has succeeded");
        (await client.Client.ResumeAsync(pending.Id, Token)).ShouldBeFalse("it is under way");
        (await client.Client.ResumeAsync(aside, Token)).ShouldBeTrue();
        (await client.Client.ResumeAsync(aside, Token)).ShouldBeFalse("it goes on already");
        await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.ResumeAsync(Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task ARunThatFailedByItselfStaysFailed()
    {
        WorkflowPlan<string, string> failing = TestPlan.Of("failing", static (_, _) => throw new NonRetryableException("never \0 with that character"), TestPlan.First("One"));
        TestHost host = await StartAsync(failing);
        WorkflowHandle<string> run = await host.Client.StartAsync(failing, "x", cancellationToken: Token);
        await host.Client.WaitAsync(run.Id, Token);

        (await host.Client.ResumeAsync(run.Id, Token)).ShouldBeFalse();

        (await host.Client.GetAsync(run.Id, Token))!.Error!.Message.ShouldBe("never \uFFFD with that character", "PostgreSQL reads no field of JSON that holds the other one");
        (await Database.ScalarAsync<string>("select payload ->> 'message' from perdure.execution_events where event_type = 'STEP_FAILED'")).ShouldStartWith("never");
    }

    [Fact]
    public async Task ACancelThatAnEndedRunDidNotReadDoesNotEndItAfterItsResume()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);
        await Database.ExecuteAsync(
            "insert into perdure.messages (execution_id, kind) values ($1, 'CANCEL')", run);

        await host.Client.ResumeAsync(run, Token);

        (await host.Client.WaitAsync(run, Token)).Status.ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public async Task TwoResumesAtOnceResumeOnce()
    {
        TestHost host = await StartWorkerAsync();
        Guid run = await SetAsideAsync(host);
        await StopAsync(host);
        await using Npgsql.NpgsqlConnection first = await Database.OpenAsync(Token);
        await using Npgsql.NpgsqlConnection second = await Database.OpenAsync(Token);
        await first.ExecuteAsync("begin");
        (await first.ScalarAsync<bool>("select perdure.resume($1)", run)).ShouldBeTrue();

        Task<bool> other = second.ScalarAsync<bool>("select perdure.resume($1)", run);
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
        aside.Error.Message.ShouldContain($"perdure.resume('{run.Id}')");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two CANCELLED 1/0");
        return run.Id;
    }
}
