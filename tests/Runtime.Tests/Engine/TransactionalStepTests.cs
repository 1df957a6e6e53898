using System.Data.Common;
using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A step that takes a transaction: what it writes and its result are there together, or not at all.</summary>
public sealed class TransactionalStepTests(MigratedServer server) : EngineTest(server)
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task WhatTheStepWroteAndItsResultAreThereTogether()
    {
        WorkflowHandle<string> run = await RunAsync(static call => WriteAsync(call));

        (await run.GetResultAsync(Token)).ShouldBe("attempt 1");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0");
        (await EventsAsync(run.Id, "STEP%")).ShouldBe("STEP_STARTED One/1, STEP_COMPLETED One/1");
        (await EffectsAsync()).ShouldBe("attempt 1");
    }

    [Fact]
    public async Task WhatAFailedAttemptWroteIsTakenBack()
    {
        WorkflowHandle<string> run = await RunAsync(
            static async call =>
            {
                object? result = await WriteAsync(call);
                return call.Context.Attempt == 1 ? throw new IOException("again") : result;
            },
            new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) });

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 2/1");
        (await EffectsAsync()).ShouldBe("attempt 2");
    }

    [Theory]
    [InlineData(null, "repeatable read")]
    [InlineData("set transaction isolation level serializable", "serializable")]
    public async Task ItsIsolationLevelIsTheDatabasesUnlessTheStepChoosesOne(string? choice, string level)
    {
        await Database.ExecuteAsync($"alter database {Database.Name} set default_transaction_isolation = 'repeatable read'");
        WorkflowHandle<string> run = await RunAsync(async call =>
        {
            if (choice is not null) await Connection(call).ExecuteAsync(choice);
            return await Connection(call).ScalarAsync<string>("show transaction_isolation");
        });

        (await run.GetResultAsync(Token)).ShouldBe(level);
    }

    public static TheoryData<string> Ends { get; } = ["commit", "rollback", "dispose", "close", "commit and begin"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task AStepThatEndsTheTransactionItselfIsToldToLeaveThatToPerdure(string end)
    {
        WorkflowHandle<string> run = await RunAsync(
            async call =>
            {
                object? result = await WriteAsync(call);
                DbTransaction transaction = call.GetTransaction();
                DbConnection connection = transaction.Connection!;
                await (end switch
                {
                    "commit" => transaction.CommitAsync(),
                    "rollback" => transaction.RollbackAsync(),
                    "dispose" => transaction.DisposeAsync().AsTask(),
                    "close" => connection.DisposeAsync().AsTask(),
                    _ => ((NpgsqlConnection)connection).ExecuteAsync("commit; begin"),
                });
                return result;
            },
            new RetryPolicy(5));

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldBe(
            $"Step 'One' of execution {run.Id} committed, rolled back or disposed of the transaction that it was given: leave that to Perdure, which commits it together with the step's result");
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Theory]
    [InlineData(3, "One SUCCESS 4/0")]
    [InlineData(4, "One FAILED 4/1")]
    public async Task AConflictWithAnotherTransactionIsRepeatedAtOnceThreeTimes(int conflicts, string steps)
    {
        WorkflowHandle<string> run = await RunAsync(async call =>
        {
            object? result = await WriteAsync(call);
            if (call.Context.Attempt <= conflicts)
            {
                try
                {
                    await Connection(call).ExecuteAsync("do $$ begin raise exception 'conflict' using errcode = '40001'; end $$");
                }
                catch (PostgresException conflict)
                {
                    throw new InvalidOperationException("as an object mapper says it", conflict);
                }
            }

            return result;
        });

        await run.WaitAsync(Token);
        (await StepsAsync(run.Id)).ShouldBe(steps);
        (await EffectsAsync()).ShouldBe(conflicts == 3 ? "attempt 4" : "");
        (await EventsAsync(run.Id, "STEP_RETRY%")).ShouldBe("STEP_RETRY_SCHEDULED One/1, STEP_RETRY_SCHEDULED One/2, STEP_RETRY_SCHEDULED One/3");
    }

    [Fact]
    public async Task AConflictThatShowsAtTheCommitIsRepeatedAndAViolationIsTheStepsFailure()
    {
        await Database.ExecuteAsync(
            """
            create function public.check_late() returns trigger language plpgsql as $$
            begin
              if new.what = 'attempt 1' then raise exception 'met' using errcode = '40001'; end if;
              raise exception 'late' using errcode = '23514';
            end $$;
            create table public.effects (what text not null);
            create constraint trigger late after insert on public.effects deferrable initially deferred for each row execute function public.check_late()
            """);
        WorkflowHandle<string> run = await RunAsync(static call => WriteAsync(call));

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldContain("late");
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 2/1");
        (await EffectsAsync()).ShouldBe("");
    }

    [Fact]
    public async Task AConnectionThatIsLostIsNoFailureOfTheStep()
    {
        WorkflowHandle<string> run = await RunAsync(async call =>
        {
            object? result = await WriteAsync(call);
            if (call.Context.Attempt == 1)
            {
                await Database.ExecuteAsync("select pg_terminate_backend($1)", Connection(call).ProcessID);
                await Connection(call).ExecuteAsync("select 1");
            }

            return result;
        });

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 2/0");
        (await EffectsAsync()).ShouldBe("attempt 2");
    }

    [Fact]
    public async Task CodeThatWasLeftBehindCommitsNothing()
    {
        var stubborn = new Gate();
        var left = new TaskCompletionSource();
        WorkflowHandle<string> run = await RunAsync(
            async call =>
            {
                object? result = await WriteAsync(call);
                if (call.Context.Attempt == 1)
                {
                    await stubborn.EnterAsync("first", CancellationToken.None);
                    left.SetResult();
                }

                return result;
            },
            new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) },
            Enough);

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
        stubborn.Open();
        await left.Task;
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'") == 0);
        (await EffectsAsync()).ShouldBe("attempt 2");
    }

    [Fact]
    public async Task WhatACancelledStepWroteIsTakenBack()
    {
        var gate = new Gate();
        WorkflowHandle<string> run = await RunAsync(async call =>
        {
            object? result = await WriteAsync(call);
            await gate.EnterAsync("One", call.CancellationToken);
            return result;
        });
        await gate.WaitForAsync();

        await run.CancelAsync(Token);

        (await run.WaitAsync(Token)).Status.ShouldBe(ExecutionStatus.Cancelled);
        (await EffectsAsync()).ShouldBe("");
    }

    [Fact]
    public async Task AStatementThatFailedAndWasCaughtIsNamed()
    {
        WorkflowHandle<string> run = await RunAsync(static async call =>
        {
            await Should.ThrowAsync<PostgresException>(() => Connection(call).ExecuteAsync("select 1 / 0"));
            return "x";
        });

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldBe(
            $"A statement of step 'One' of execution {run.Id} failed, and the step went on: nothing can be committed any more; let the exception through, or set a savepoint before such a statement");
    }

    [Fact]
    public async Task WhatItStartsInItIsThereIfItIsCommitted()
    {
        WorkflowPlan<string, string> other = TestPlan.Of("other", static (_, call) => new(call.Take()), TestPlan.First("One"));
        WorkflowClient client = null!;
        TestHost host = await StartAsync(
            other,
            PlanOf(async call =>
            {
                await client.Within((NpgsqlTransaction)call.GetTransaction()).StartAsync(other, call.Context.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return call.Context.Attempt == 1 ? throw new IOException("again") : "x";
            },
            new RetryPolicy(2)));
        client = host.Client;

        await (await client.StartAsync(PlanOf(null!), "x", cancellationToken: Token)).WaitAsync(Token);

        (await Database.ScalarAsync<string>("select string_agg(input #>> '{}', ',') from perdure.executions where workflow = 'other'")).ShouldBe("2");
    }

    [Fact]
    public async Task NoMoreAreOpenAtATimeThanThereArePlacesAndOtherStepsAreNotHeldUp()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = PlanOf(async call =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return "x";
        });
        WorkflowPlan<string, string> plain = TestPlan.Of("plain", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync([plan, plain], options => options.MaxSteps = PerdureDatabase.UserTransactions + 1);
        IReadOnlyList<WorkflowHandle<string>> runs = await host.Client.StartManyAsync(plan, Enumerable.Range(0, 10).Select(n => $"{n}"), cancellationToken: Token);
        await gate.WaitForAsync(PerdureDatabase.UserTransactions);

        (await (await host.Client.StartAsync(plain, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y");
        (await Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'perdure user'")).ShouldBe(PerdureDatabase.UserTransactions);
        gate.Entered.Count.ShouldBe(PerdureDatabase.UserTransactions);

        gate.Open();
        foreach (WorkflowHandle<string> run in runs) await run.GetResultAsync(Token);
    }

    private static NpgsqlConnection Connection(StepCall call) => (NpgsqlConnection)call.GetTransaction().Connection!;

    private static async Task<object?> WriteAsync(StepCall call)
    {
        var what = $"attempt {call.Context.Attempt}";
        await Connection(call).ExecuteAsync("insert into public.effects values ($1)", what);
        return what;
    }

    private static WorkflowPlan<string, string> PlanOf(Func<StepCall, Task<object?>> run, RetryPolicy? retry = null, TimeSpan? timeout = null) => TestPlan.Of(
        "transactional",
        (_, call) => new(run(call)),
        new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Retry = retry ?? RetryPolicy.None, Timeout = timeout, Transactional = true });

    private async Task<WorkflowHandle<string>> RunAsync(Func<StepCall, Task<object?>> step, RetryPolicy? retry = null, TimeSpan? timeout = null)
    {
        await Database.ExecuteAsync("create table if not exists public.effects (what text not null)");
        WorkflowPlan<string, string> plan = PlanOf(step, retry, timeout);
        TestHost host = await StartAsync(plan);
        return await host.Client.StartAsync(plan, "x", cancellationToken: Token);
    }

    private Task<string> EffectsAsync() => Database.ScalarAsync<string>("select coalesce(string_agg(what, ', ' order by what), '') from public.effects");
}
