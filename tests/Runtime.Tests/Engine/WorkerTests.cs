using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class WorkerTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task AWorkerThatStopsLetsRunningStepsFinishAndHandsTheRunBack()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TwoSteps(async (step, call) =>
        {
            if (step == 0) await gate.EnterAsync("One", call.CancellationToken);
            return $"{step} on attempt {call.Context.Attempt}";
        });
        const int draining = 507;
        var drains = new LogSignal(draining);
        TestHost first = await StartAsync([plan], null, services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(drains)));
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        Task stopped = StopAsync(first);
        await drains.Logged;
        gate.Open();
        await stopped;

        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith("STEP_COMPLETED One/1, LOCK_RELEASED");
        TestHost second = await StartAsync(plan);
        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("1 on attempt 1");
        (await EventsAsync(run.Id, "LOCK%")).ShouldBe("LOCK_ACQUIRED, LOCK_RELEASED, LOCK_ACQUIRED, LOCK_RELEASED");
    }

    [Fact]
    public async Task AfterTheGraceTimeAStepIsCutOffAndAnotherWorkerRepeatsIt()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TwoSteps(async (step, call) =>
        {
            if (step == 0 && call.Context.Attempt == 1) await gate.EnterAsync("One", call.CancellationToken);
            return $"{step} on attempt {call.Context.Attempt}";
        });
        TestHost first = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await StopAsync(first);

        (await StepsAsync(run.Id)).ShouldBe("One WAITING 1/0");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
        TestHost second = await StartAsync(plan);
        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("1 on attempt 1");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 2/0, Two SUCCESS 1/0");
    }

    [Fact]
    public async Task AStepThatAnswersTheEndOfItsWorkerWithAFailureHasNotFailed()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TwoSteps(async (step, call) =>
        {
            if (step > 0 || call.Context.Attempt > 1) return "well";
            await gate.EnterAsync("One", call.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidOperationException("the driver was interrupted");
        });
        TestHost first = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await StopAsync(first);

        (await StepsAsync(run.Id)).ShouldBe("One WAITING 1/0");
        TestHost second = await StartAsync(plan);
        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("well");
    }

    [Fact]
    public async Task ADeclaredDeadWorkerBeginsAnewAndItsRunsGoOn()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TwoSteps(async (step, call) =>
        {
            if (step == 0 && call.Context.Attempt == 1) await gate.EnterAsync("One", call.CancellationToken);
            return $"{step} on attempt {call.Context.Attempt}";
        });
        TestHost host = await StartAsync([plan], options => options.Heartbeat = TimeSpan.FromMilliseconds(100));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        // Recorded by then: a dead worker writes nothing any more, and an attempt that was not told of is not counted.
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'RUNNING'") == 1);
        await Database.ExecuteAsync("update perdure.workers set dead = true");

        (await run.GetResultAsync(Token)).ShouldBe("1 on attempt 1");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 2/0, Two SUCCESS 1/0");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers")).ShouldBe(2);
        (await EventsAsync(run.Id, "LOCK%")).ShouldBe("LOCK_ACQUIRED, LOCK_TAKEN_OVER, LOCK_RELEASED");
    }

    [Fact]
    public async Task AWorkerTakesItsNameAlsoWhereItsClientWasFirst()
    {
        WorkflowPlan<string, string> plan = TwoSteps(static (_, call) => new(call.Context.StepId));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPerdure(perdure => perdure.UsePostgres(Database.ConnectionString).Add(new TestRegistry([plan])), options => options.WorkerName = "the-name");
        using IHost host = builder.Build();
        WorkflowClient client = host.Services.GetRequiredService<WorkflowClient>();
        WorkflowHandle<string> run = await client.StartAsync(plan, "x", cancellationToken: Token);
        using var limit = new CancellationTokenSource();
        Task<string> waiting = run.GetResultAsync(limit.Token).AsTask();
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())") == 1);

        await host.StartAsync(Token);

        (await waiting).ShouldBe("Two");
        (await Database.ScalarAsync<string>("select name from perdure.workers")).ShouldBe("the-name");
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task OfTwoLiveWorkersOfOneNameTheSecondRunsUnderAnother()
    {
        WorkflowPlan<string, string> plan = TwoSteps(static (_, call) => new(call.Context.StepId));
        await StartAsync([plan], static options => options.WorkerName = "same");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.workers where name = 'same'") == 1);
        await StartAsync([plan], static options => options.WorkerName = "same");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.workers") == 2);

        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where name = 'same' and not dead")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where name like 'same#%' and not dead")).ShouldBe(1);
    }

    [Fact]
    public async Task AWorkerWhoseConnectionsWereCutTakesItsNameAgainAndItsRunsGoOn()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TwoSteps(async (step, call) =>
        {
            if (step == 0 && call.Context.Attempt == 1) await gate.EnterAsync("One", call.CancellationToken);
            return $"{step} on attempt {call.Context.Attempt}";
        });
        TestHost host = await StartAsync([plan], static options => options.WorkerName = "cut", connectionString: Named("cut"));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await Database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'cut perdure%' and datname = current_database()");
        gate.Open();

        await WaitForStatusAsync(run.Id, "SUCCESS");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two SUCCESS 1/0", "a step needs no connection, so none of them is lost with one");
        (await Database.ScalarAsync<string>("select string_agg(distinct name, ',') from perdure.workers")).ShouldBe("cut");
    }

    [Fact]
    public async Task ABrokenConnectionForReadsNeitherLosesARunNorACancel()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TwoSteps(async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return "";
        });
        TestHost host = await StartAsync([plan], options => options.SlowPoll = TimeSpan.FromHours(1), connectionString: Named("reads"));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        // So that there is one in the pool, which then is broken.
        await host.Client.GetAsync(run.Id, Token);
        (await Database.ScalarAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'reads perdure client' and datname = current_database()")).ShouldBe(1);
        await client.Client.CancelAsync(run.Id, Token);

        (await client.Client.WaitAsync(run.Id, Token)).Status.ShouldBe(ExecutionStatus.Cancelled);
        (await EventsAsync(run.Id, "EXECUTION_WAITING")).ShouldBeEmpty("the run was not set aside");
    }

    [Fact]
    public async Task ARunWithAStepThatItsPlanDoesNotHaveIsSetAsideAndTheOthersGoOn()
    {
        WorkflowPlan<string, string> plan = TwoSteps(static (_, call) => new(call.Context.StepId));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> renamed = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Database.ExecuteAsync("update perdure.executions set status = 'RUNNING', started_at = perdure.now() where id = $1", renamed.Id);
        await Database.ExecuteAsync("insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at, dead) values ($1, 'old', 'old', 1, '{}', '{}', now(), true)", renamed.Id);
        await Database.ExecuteAsync("insert into perdure.lanes (id, incarnation) values ($1, $1)", renamed.Id);
        await Database.ExecuteAsync("insert into perdure.execution_journal (execution_id, seq, events, lane, batch) values ($1, 1, '[{\"type\":\"STEP_STARTED\",\"step\":\"FormerName\",\"attempt\":1}]', $1, 1)", renamed.Id);
        await Database.ExecuteAsync("insert into perdure.execution_steps (execution_id, step_id, status, attempt, due_at) values ($1, 'FormerName', 'WAITING', 1, perdure.now())", renamed.Id);

        TestHost host = await StartAsync(plan);
        await WaitForStatusAsync(renamed.Id, "WAITING");

        (await Database.ScalarAsync<string>("select payload ->> 'reason' from perdure.execution_events where execution_id = $1 and event_type = 'EXECUTION_WAITING'", renamed.Id))
            .ShouldBe("The run has a recorded step 'FormerName', which plan 'two-steps@1' does not have: give the changed workflow a new version, or name the old id with [Step(Id = \"FormerName\")]");
        (await Database.ScalarAsync<bool>("select due > perdure.now() + interval '30 s' from perdure.ready where execution_id = $1", renamed.Id)).ShouldBeTrue();
        (await (await host.Client.StartAsync(plan, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("Two");
    }

    private static WorkflowPlan<string, string> TwoSteps(Func<int, StepCall, ValueTask<object?>> run) => TestPlan.Of("two-steps", run, TestPlan.First("One"), TestPlan.Then("Two", 0));

    private string Named(string application) => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = application }.ConnectionString;
}
