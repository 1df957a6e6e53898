using System.Security.Cryptography;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A new run that begins with the results of another.</summary>
public sealed class ForkTests(MigratedServer server) : EngineTest(server)
{
    /// <summary>First → Left, Right → Join; each gives what it took and its name.</summary>
    private static readonly WorkflowPlan<string, string> Diamond = DiamondOf(static (step, call) => Told(step, call));

    [Fact]
    public async Task WhatDoesNotWaitForTheStepIsCopiedAndTheRestRunsAnew()
    {
        var ran = new Gate();
        WorkflowPlan<string, string> plan = DiamondOf((step, call) =>
        {
            ran.Note(call.Context.StepId);
            return Told(step, call);
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        (await run.GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        string before = await RowsAsync(run.Id);

        WorkflowHandle<string> fork = await run.ForkAsync("Left", cancellationToken: Token);

        (await fork.GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        fork.Id.ShouldNotBe(run.Id);
        ran.Entered.Order().ShouldBe(["First", "Join", "Join", "Left", "Left", "Right"]);
        (await StepsAsync(fork.Id)).ShouldBe("First SUCCESS 0/0, Join SUCCESS 1/0, Left SUCCESS 1/0, Right SUCCESS 0/0");
        (await Database.ScalarAsync<string>("select string_agg(step_id, ' ' order by step_id) from perdure.execution_steps where execution_id = $1 and copied_from = $2", fork.Id, run.Id)).ShouldBe("First Right");
        (await EventsAsync(fork.Id)).ShouldStartWith("EXECUTION_CREATED, STEP_COPIED First/0, STEP_COPIED Right/0, LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_STARTED Left/1");
        (await Database.ScalarAsync<string>("select concat_ws(' ', payload ->> 'forked_from', payload ->> 'step') from perdure.execution_events where execution_id = $1 and event_type = 'EXECUTION_CREATED'", fork.Id)).ShouldBe($"{run.Id} Left");
        (await fork.GetAsync(Token)).ForkedFrom.ShouldBe(run.Id);
        (await run.GetAsync(Token)).ForkedFrom.ShouldBeNull();
        (await RowsAsync(run.Id)).ShouldBe(before, "the other run stays as it is");
    }

    [Fact]
    public async Task ARunThatIsUnderWayIsForkedAndWhatItHasNotRecordedRunsInBoth()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = DiamondOf(async (step, call) =>
        {
            if (step == 1) await gate.EnterAsync("Left", call.CancellationToken);
            return await Told(step, call);
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        await Perdure.Tests.Wait.UntilAsync(async () => (await StepsAsync(run.Id)).Contains("Right SUCCESS", StringComparison.Ordinal));

        WorkflowHandle<string> fork = await run.ForkAsync("Right", cancellationToken: Token);
        await gate.WaitForAsync();
        gate.Open();

        (await run.GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        (await fork.GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        (await StepsAsync(fork.Id)).ShouldBe("First SUCCESS 0/0, Join SUCCESS 1/0, Left SUCCESS 1/0, Right SUCCESS 1/0");
    }

    [Fact]
    public async Task AFailedRunIsForkedWithAResultThatItNeverHad()
    {
        WorkflowPlan<string, string> plan = DiamondOf(static (step, call) => step == 1 ? throw new NonRetryableException("broken") : Told(step, call));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        WorkflowHandle<string> fork = await run.ForkAsync("Join", new ForkOptions { Results = new Dictionary<string, object?> { ["Left"] = "by hand" } }, Token);

        (await fork.GetResultAsync(Token)).ShouldBe("(by hand|x First Right)");
        (await StepsAsync(fork.Id)).ShouldBe("First SUCCESS 0/0, Join SUCCESS 1/0, Left SUCCESS 0/0, Right SUCCESS 0/0");
        (await Database.ScalarAsync<string>("select payload ->> 'edited' from perdure.execution_events where execution_id = $1 and step_id = 'Left'", fork.Id)).ShouldBe("true");
        (await Database.ScalarAsync<bool>("select copied_from is null from perdure.execution_steps where execution_id = $1 and step_id = 'Left'", fork.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task WhatWaitsForAResultThatIsGivenRunsAnew()
    {
        TestHost host = await StartAsync(Diamond);
        WorkflowHandle<string> run = await host.Client.StartAsync(Diamond, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        WorkflowHandle<string> fork = await run.ForkAsync("Join", new ForkOptions { Results = new Dictionary<string, object?> { ["First"] = "y" }, Priority = 7 }, Token);

        (await fork.GetResultAsync(Token)).ShouldBe("(y Left|y Right)");
        (await StepsAsync(fork.Id)).ShouldBe("First SUCCESS 0/0, Join SUCCESS 1/0, Left SUCCESS 1/0, Right SUCCESS 1/0");
        (await Database.ScalarAsync<int>("select priority from perdure.executions where id = $1", fork.Id)).ShouldBe(7);
    }

    [Fact]
    public async Task ARunIsRunAnewWithItsInputOrWithAnother()
    {
        TestHost host = await StartAsync(Diamond);
        WorkflowHandle<string> run = await host.Client.StartAsync(Diamond, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        WorkflowHandle<string> same = await run.RerunAsync(cancellationToken: Token);
        WorkflowHandle<string> other = await host.Client.RerunAsync(Diamond, run.Id, "y", cancellationToken: Token);

        (await same.GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        (await other.GetResultAsync(Token)).ShouldBe("(y First Left|y First Right)");
        (await StepsAsync(other.Id)).ShouldBe("First SUCCESS 1/0, Join SUCCESS 1/0, Left SUCCESS 1/0, Right SUCCESS 1/0");
        (await other.GetAsync(Token)).ForkedFrom.ShouldBe(run.Id);
    }

    [Fact]
    public async Task AForkGoesByANewerVersionWhoseNewStepsRun()
    {
        var newer = new WorkflowPlan<string, string>("diamond", 2, new Runner(static (step, call) => step switch
        {
            0 => new($"{call.Take()} {call.Context.StepId}"),
            1 => new($"{call.Take(0)} {call.Context.StepId}"),
            _ => new($"{call.Take(0)}, {call.Take(1)}"),
        }))
        {
            Input = TestPlan.Text,
            Output = TestPlan.Text,
            Steps = [TestPlan.First("First"), TestPlan.Then("Added", 0), TestPlan.Then("Join", 0, 1)],
            Result = 2,
        };
        TestHost host = await StartAsync(Diamond, newer);
        WorkflowHandle<string> run = await host.Client.StartAsync(Diamond, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        WorkflowHandle<string> fork = await host.Client.ForkAsync(newer, run.Id, "Join", cancellationToken: Token);

        (await fork.GetResultAsync(Token)).ShouldBe("x First, x First Added");
        (await fork.GetAsync(Token)).Version.ShouldBe(2);
        (await StepsAsync(fork.Id)).ShouldBe("Added SUCCESS 1/0, First SUCCESS 0/0, Join SUCCESS 1/0");
    }

    [Fact]
    public async Task PayloadsThatAreBoundToTheirRunAreEncodedAnew()
    {
        var keys = new Dictionary<string, byte[]> { ["k"] = RandomNumberGenerator.GetBytes(32) };
        using var codec = new AesGcmCodec("k", keys);
        TestHost host = await StartAsync([Diamond], null, build: builder => builder.EncodePayloadsWith(codec));
        WorkflowHandle<string> run = await host.Client.StartAsync(Diamond, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        WorkflowHandle<string> fork = await run.ForkAsync("Join", new ForkOptions { Results = new Dictionary<string, object?> { ["Left"] = "given" } }, Token);

        (await fork.GetResultAsync(Token)).ShouldBe("(given|x First Right)");
        (await (await fork.RerunAsync(cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)", "the input came along as well");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where codec is null or output::text like '%First%'")).ShouldBe(0);
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => Database.ScalarAsync<Guid>("select perdure.fork($1, 'Join')", run.Id));
        refused.MessageText.ShouldBe($"payloads of execution {run.Id} are encoded, and may be bound to it");
    }

    [Fact]
    public async Task WhatCannotBeForkedIsRefusedByName()
    {
        TestHost host = await StartAsync(Diamond);
        WorkflowHandle<string> run = await host.Client.StartAsync(Diamond, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);
        WorkflowPlan<string, string> other = TestPlan.Of("other", static (_, call) => new(call.Take()), TestPlan.First("One"));
        var unknown = Guid.CreateVersion7();

        (await RefusedAsync("Lfet")).ShouldBe("Plan 'diamond@1' has no step 'Lfet': did you mean 'Left'? (Parameter 'fromStep')");
        (await RefusedAsync("Entirely")).ShouldStartWith("Plan 'diamond@1' has no step 'Entirely': its steps are 'First', 'Left', 'Right', 'Join'");
        (await RefusedAsync("Join", ("Leftt", "y"))).ShouldStartWith("Plan 'diamond@1' has no step 'Leftt': did you mean 'Left'?");
        (await RefusedAsync("First", ("Left", "y"))).ShouldBe("ForkOptions.Results has a result for step 'Left', which is to run anew: fork from a step that waits for it, or leave the result out");
        (await RefusedAsync("Join", ("Left", 5))).ShouldBe("ForkOptions.Results has a 'System.Int32' for step 'Left', which returns 'System.String': give one of that type");
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await host.Client.ForkAsync(Diamond, unknown, "Join", cancellationToken: Token))).ExecutionId.ShouldBe(unknown);
        (await Should.ThrowAsync<InvalidOperationException>(async () => await host.Client.ForkAsync(other, run.Id, "One", cancellationToken: Token))).Message
            .ShouldBe($"Execution {run.Id} is of workflow 'diamond', and the plan of 'other': use the other workflow's Definition");
        await Should.ThrowAsync<ArgumentException>(async () => await run.ForkAsync("Join", new ForkOptions { Priority = 2000 }, Token));
        await Should.ThrowAsync<ArgumentException>(async () => await run.ForkAsync("Join", new ForkOptions { Queue = " " }, Token));
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(1);

        async Task<string> RefusedAsync(string step, params (string Step, object? Result)[] results) =>
            (await Should.ThrowAsync<ArgumentException>(async () => await run.ForkAsync(step, new ForkOptions { Results = results.ToDictionary(one => one.Step, one => one.Result) }, Token))).Message;
    }

    [Fact]
    public async Task InSqlARunIsForkedByThePlanThatAWorkerBrought()
    {
        TestHost host = await StartAsync(Diamond);
        WorkflowHandle<string> run = await host.Client.StartAsync(Diamond, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        Guid fork = await Database.ScalarAsync<Guid>("select perdure.fork($1, 'Left')", run.Id);
        Guid again = await Database.ScalarAsync<Guid>("select perdure.fork($1)", run.Id);

        (await host.Client.GetHandle(Diamond, fork).GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        (await StepsAsync(fork)).ShouldBe("First SUCCESS 0/0, Join SUCCESS 1/0, Left SUCCESS 1/0, Right SUCCESS 0/0");
        (await host.Client.GetHandle(Diamond, again).GetResultAsync(Token)).ShouldBe("(x First Left|x First Right)");
        (await StepsAsync(again)).ShouldBe("First SUCCESS 1/0, Join SUCCESS 1/0, Left SUCCESS 1/0, Right SUCCESS 1/0");
        (await Database.ScalarAsync<bool>("select perdure.fork(gen_random_uuid(), 'Left') is null")).ShouldBeTrue();
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => Database.ScalarAsync<Guid>("select perdure.fork($1, 'Lfet')", run.Id));
        (refused.MessageText, refused.Hint).ShouldBe(("plan 'diamond@1' has no step 'Lfet'", "Its steps are First, Left, Right, Join."));
        await Database.ExecuteAsync("delete from perdure.plans");
        (await Should.ThrowAsync<PostgresException>(() => Database.ScalarAsync<Guid>("select perdure.fork($1, 'Left')", run.Id))).MessageText.ShouldBe("no worker has brought plan 'diamond@1'");
    }

    private static WorkflowPlan<string, string> DiamondOf(Func<int, StepCall, ValueTask<object?>> run) =>
        TestPlan.Of("diamond", run, TestPlan.First("First"), TestPlan.Then("Left", 0), TestPlan.Then("Right", 0), TestPlan.Then("Join", 1, 2));

    private static ValueTask<object?> Told(int step, StepCall call) => new(step switch
    {
        0 => $"{call.Take()} First",
        3 => $"({call.Take(1)}|{call.Take(2)})",
        _ => $"{call.Take(0)} {call.Context.StepId}",
    });

    private Task<string> RowsAsync(Guid run) => Database.ScalarAsync<string>(
        "select concat(e::text, (select string_agg(s::text, ' ' order by s.step_id) from perdure.execution_steps s where s.execution_id = e.id), (select max(j.seq) from perdure.execution_journal j where j.execution_id = e.id)) from perdure.executions e where e.id = $1", run);
}
