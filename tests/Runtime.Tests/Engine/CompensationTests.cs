using System.Collections.Concurrent;
using Npgsql;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Completed steps of a run that failed or was cancelled are undone.</summary>
public sealed class CompensationTests(MigratedServer server) : EngineTest(server)
{
    private readonly ConcurrentQueue<string> undone = new();

    [Fact]
    public async Task AFailedRunIsUndoneTheLastFirstAndSaysSo()
    {
        WorkflowPlan<string, string> plan = Saga();
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        failure.IsCompensated.ShouldBeTrue();
        failure.Message.ShouldEndWith("step 'Three', attempt 1: three (System.InvalidOperationException); its completed steps are undone");
        undone.ShouldBe(["Two: x12 of x1, three, /Two/0/0/undo", "One: x1 of x, three, /One/0/0/undo"]);
        (await EventsAsync(run.Id)).ShouldEndWith(
            "STEP_FAILED Three/1, COMPENSATION_STARTED, STEP_COMPENSATION_STARTED Two/1, STEP_COMPENSATED Two/1, STEP_COMPENSATION_STARTED One/1, STEP_COMPENSATED One/1, EXECUTION_COMPENSATED, LOCK_RELEASED");
        (await UndosAsync(run.Id)).ShouldBe("Two UndoTwo SUCCESS 1/0, One UndoOne SUCCESS 1/0");
        (await host.Client.GetAsync(run.Id, Token))!.Status.ShouldBe(ExecutionStatus.Compensated);
    }

    [Fact]
    public async Task WhatTheUndosOfManyItemsTakeIsReadOnce()
    {
        var reads = new ConcurrentQueue<StepKey>();
        var list = new StepPlan("List") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = PayloadType.Of<string[]>() };
        var each = new StepPlan("Each")
        {
            Inputs = [new StepInput("text", 0)],
            Output = TestPlan.Text,
            Level = 1,
            Map = new MapPlan(0),
            Compensation = new CompensationPlan("UndoEach") { Inputs = [new StepInput("result", WorkflowPlan.ResultProducer), new StepInput("item", WorkflowPlan.ItemProducer)] },
        };
        var fails = new StepPlan("Fails") { Inputs = [new StepInput("texts", 1)], Output = TestPlan.Text, Level = 2 };
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "many",
            static (step, call) => step switch
            {
                0 => new(new[] { "a", "b", "c" }),
                1 => new($"{call.Item()}!"),
                _ => throw new NonRetryableException("broken"),
            },
            (_, call) =>
            {
                undone.Enqueue($"{call.Item()} {call.Read<string>(WorkflowPlan.ResultProducer, TestPlan.Text)}");
                return default;
            },
            list,
            each,
            fails);
        TestHost host = await StartAsync([plan], configure: null, services: Behind(store => new Outputs(store, reads)));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).IsCompensated.ShouldBeTrue();

        undone.Order().ShouldBe(["a a!", "b b!", "c c!"]);
        reads.Count(key => key.StepId == "List").ShouldBe(1);
    }

    [Fact]
    public async Task ARunWithoutAnythingToUndoFailsAsBefore()
    {
        WorkflowPlan<string, string> plan = UndoPlan.Of("nothing", static (_, _) => throw new InvalidOperationException("one"), Undo, UndoPlan.Step("One"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).IsCompensated.ShouldBeFalse();

        (await EventsAsync(run.Id)).ShouldEndWith("STEP_FAILED One/1, EXECUTION_FAILED, LOCK_RELEASED");
    }

    [Fact]
    public async Task ACancelledRunIsUndoneWithoutACauseAndStaysCancelled()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "cancelled",
            async (step, call) =>
            {
                if (step == 0) return "1";
                await gate.EnterAsync("Two", call.CancellationToken);
                return "2";
            },
            Undo,
            UndoPlan.Step("One"),
            UndoPlan.Step("Two", 0, includesUnfinished: true));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await host.Client.CancelAsync(run.Id, Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        undone.ShouldBe(["Two: nothing of 1, cancelled, /Two/0/0/undo", "One: 1 of x, cancelled, /One/0/0/undo"]);
        (await EventsAsync(run.Id)).ShouldEndWith(
            "STEP_CANCELLED Two/1, COMPENSATION_STARTED, STEP_COMPENSATION_STARTED Two/1, STEP_COMPENSATED Two/1, STEP_COMPENSATION_STARTED One/1, STEP_COMPENSATED One/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task AnUndoThatFailsForGoodHoldsUpNoOtherAndIsToldBesideTheCause()
    {
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "stuck", RunSaga, (step, call) => step == 1 ? throw new IOException($"attempt {call.Context.Attempt}") : Undo(step, call), UndoPlan.Step("One"), UndoPlan.Step("Two", 0, new RetryPolicy(2)), TestPlan.Then("Three", 1));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        failure.IsCompensated.ShouldBeFalse();
        failure.Error.Message.ShouldBe("three");
        failure.Error.FailedUndos!.ShouldHaveSingleItem().Message.ShouldBe("attempt 2");
        failure.Message.ShouldEndWith("; 1 of its steps could not be undone, first 'Two': attempt 2 (System.IO.IOException)");
        undone.ShouldHaveSingleItem().ShouldStartWith("One: ");
        (await UndosAsync(run.Id)).ShouldBe("Two UndoTwo FAILED 2/2, One UndoOne SUCCESS 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith(
            "STEP_COMPENSATION_FAILED Two/1, STEP_COMPENSATION_STARTED Two/2, STEP_COMPENSATION_FAILED Two/2, STEP_COMPENSATION_STARTED One/1, STEP_COMPENSATED One/1, EXECUTION_FAILED, LOCK_RELEASED");
    }

    [Fact]
    public async Task AnUndoWaitsForItsNextAttemptWithoutAHolderAndAnotherWorkerGoesOn()
    {
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "waiting",
            RunSaga,
            (step, call) => step == 1 && call.Context.Attempt == 1 ? throw new IOException("later") : Undo(step, call),
            UndoPlan.Step("One"),
            UndoPlan.Step("Two", 0, new RetryPolicy(2) { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) }),
            TestPlan.Then("Three", 1));
        TestHost first = await StartAsync(plan);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await UndosAsync(run.Id)).ShouldBe("Two UndoTwo WAITING 1/1, One UndoOne PENDING 0/0");
        await StopAsync(first);

        TestHost second = await StartAsync(plan);
        await Database.ExecuteAsync("update perdure.execution_compensations set due_at = perdure.now() where execution_id = $1 and status = 'WAITING'", run.Id);
        await MakeDueAsync(run.Id);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token))).IsCompensated.ShouldBeTrue();
        undone.Count.ShouldBe(2);
        (await UndosAsync(run.Id)).ShouldBe("Two UndoTwo SUCCESS 2/1, One UndoOne SUCCESS 1/0");
    }

    [Fact]
    public async Task AnUndoThatTakesTooLongIsCutOffByItsOwnTimeout()
    {
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "slow",
            RunSaga,
            async (_, call) => await Task.Delay(Timeout.Infinite, call.CancellationToken),
            UndoPlan.Step("One", timeout: TimeSpan.FromMilliseconds(50)),
            TestPlan.Then("Two", 0),
            TestPlan.Then("Three", 1));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        failure.Error.FailedUndos!.ShouldHaveSingleItem().Type.ShouldBe(typeof(TimeoutException).FullName);
    }

    [Fact]
    public async Task AnUndoneRunIsNotRetriedAndTheErrorSaysWhy()
    {
        WorkflowPlan<string, string> plan = Saga();
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        PostgresException refusal = await Should.ThrowAsync<PostgresException>(() => Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id));

        refusal.MessageText.ShouldBe($"execution {run.Id} is undone: what its steps did was compensated, so that there is nothing to go on from; start it anew");
    }

    [Fact]
    public async Task ARetryTriesTheFailedUndosAgainAndNoStep()
    {
        var isBroken = true;
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "mended", RunSaga, (step, call) => step == 1 && isBroken ? throw new IOException("broken") : Undo(step, call), UndoPlan.Step("One"), UndoPlan.Step("Two", 0), TestPlan.Then("Three", 1));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        isBroken = false;

        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        await WaitForStatusAsync(run.Id, "COMPENSATED");
        (await UndosAsync(run.Id)).ShouldBe("Two UndoTwo SUCCESS 2/0, One UndoOne SUCCESS 1/0");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Three FAILED 1/1, Two SUCCESS 1/0");
    }

    [Fact]
    public async Task RetentionTakesItsRowsAlong()
    {
        WorkflowPlan<string, string> plan = Saga();
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        (await Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() + interval '1 hour', 1000, '{COMPENSATED}')")).ShouldBe(1);

        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_compensations")).ShouldBe(0);
    }

    private static ValueTask<object?> RunSaga(int step, StepCall call) => step switch
    {
        0 => new(call.Take() + "1"),
        1 => new(call.Take(0) + "2"),
        _ => throw new InvalidOperationException("three"),
    };

    private WorkflowPlan<string, string> Saga() => UndoPlan.Of("saga", RunSaga, Undo, UndoPlan.Step("One"), UndoPlan.Step("Two", 0), TestPlan.Then("Three", 1));

    private ValueTask Undo(int step, StepCall call)
    {
        string result = call.Has(WorkflowPlan.ResultProducer) ? call.Take(WorkflowPlan.ResultProducer) : "nothing";
        undone.Enqueue($"{call.Context.StepId}: {result} of {call.Take(step - 1)}, {call.Cause?.Message ?? "cancelled"}, {call.Context.IdempotencyKey[36..]}");
        return default;
    }

    private Task<string> UndosAsync(Guid run) => Database.ScalarAsync<string>(
        "select string_agg(concat_ws(' ', step_id, undo, status, attempt || '/' || failures), ', ' order by position) from perdure.execution_compensations where execution_id = $1", run);

    /// <summary>Notes whose results are read.</summary>
    private sealed class Outputs(IExecutionStore inner, ConcurrentQueue<StepKey> reads) : DelegatingStore(inner)
    {
        public override ValueTask<IReadOnlyDictionary<StepKey, StoredPayload?>> ReadOutputsAsync(IReadOnlyList<StepKey> steps, CancellationToken cancellationToken)
        {
            foreach (StepKey key in steps) reads.Enqueue(key);
            return base.ReadOutputsAsync(steps, cancellationToken);
        }
    }

    [Fact]
    public async Task WhatCompletesAtOnceBesideAFailureIsUndone()
    {
        var failing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "quick",
            async (step, _) =>
            {
                if (step == 0)
                {
                    await failing.Task;
                    return "1";
                }

                failing.SetResult();
                throw new InvalidOperationException("two");
            },
            Undo,
            UndoPlan.Step("One"),
            TestPlan.First("Two"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).IsCompensated.ShouldBeTrue();

        undone.ShouldHaveSingleItem().ShouldStartWith("One: 1 of x");
    }
}
