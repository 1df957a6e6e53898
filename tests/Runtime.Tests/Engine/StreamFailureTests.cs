using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What steps emit that cannot be recorded, or is not to be.</summary>
public sealed class StreamFailureTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task AnItemThatTheDatabaseRefusesFailsItsAttemptAndNoOther()
    {
        await Database.ExecuteAsync("alter table perdure.stream_items add constraint nothing_bad check (value::text <> '\"bad\"')");
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "refused",
            async (_, call) =>
            {
                await gate.EnterAsync("One", call.CancellationToken);
                await call.Context.EmitAsync("before");
                await call.Context.EmitAsync(call.Take());
                return call.Take();
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string>[] runs = [.. await Task.WhenAll(((string[])["good", "bad", "fine"]).Select(async input => await host.Client.StartAsync(plan, input, cancellationToken: Token)))];
        await gate.WaitForAsync(3);
        gate.Open();

        (await runs[0].GetResultAsync(Token)).ShouldBe("good");
        (await runs[2].GetResultAsync(Token)).ShouldBe("fine");
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await runs[1].GetResultAsync(Token))).Error;
        error.Message.ShouldStartWith($"Execution {runs[1].Id}: the database refuses what step 'One' emitted: new row for relation \"stream_items\" violates check constraint");
        (await ReadAsync(runs[0])).ShouldBe("1 One/1 before, 2 One/1 good");
        (await ReadAsync(runs[1])).ShouldBe("1 One/1 before");
    }

    [Fact]
    public async Task AnItemLargerThanAPayloadMayBeFailsItsAttempt()
    {
        WorkflowPlan<string, string> plan = Emits("large", static async call => await call.Context.EmitAsync(new string('x', 2_000)));
        TestHost host = await StartAsync([plan], options => options.MaxPayloadBytes = 1_000);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldStartWith("An item that step 'One' emits takes 2,002 bytes as it is stored");
    }

    [Fact]
    public async Task AnAttemptWhoseRunWasTakenEndsWhenItEmits()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkflowPlan<string, string> plan = Emits("taken", async call =>
        {
            try
            {
                while (true)
                {
                    await call.Context.EmitAsync("again");
                    await Task.Yield();
                }
            }
            finally
            {
                ended.SetResult();
            }
        });
        TestHost host = await StartAsync([plan], options => options.SlowPoll = TimeSpan.FromHours(1));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await using IAsyncEnumerator<StreamItem<string>> items = run.StreamAsync<string>(cancellationToken: Token).GetAsyncEnumerator(Token);
        (await NextAsync(items)).ShouldBe("1 One/1 again");

        (await Database.ScalarAsync<bool>("select perdure.terminate($1)", run.Id)).ShouldBeTrue();

        await ended.Task.WaitAsync(Token);
        (await EventsAsync(run.Id)).ShouldEndWith("EXECUTION_CANCELLED, LOCK_RELEASED");
    }

    [Fact]
    public async Task CodeThatWasLeftBehindEmitsNothingMore()
    {
        var refused = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkflowPlan<string, string> plan = Emits("left", async call =>
        {
            await call.Context.EmitAsync("a");
            _ = Task.Run(async () =>
            {
                await ended.Task;
                refused.SetResult(await Should.ThrowAsync<InvalidOperationException>(async () => await call.Context.EmitAsync("b")));
            });
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);
        ended.SetResult();

        (await refused.Task.WaitAsync(Token)).Message.ShouldBe($"Execution {run.Id}: attempt 1 of step 'One' has ended and emits nothing more: await what emits before the step returns");
        (await ReadAsync(run)).ShouldBe("1 One/1 a");
    }

    [Fact]
    public async Task WhatHasNoMeaningIsRefused()
    {
        TestHost host = await StartClientAsync();

        Should.Throw<ArgumentException>(() => host.Client.StreamAsync<string>(Guid.CreateVersion7(), new StreamOptions { From = -1 })).Message.ShouldStartWith("StreamOptions.From is -1");
        Should.Throw<ArgumentException>(() => host.Client.StreamAsync<string>(Guid.CreateVersion7(), new StreamOptions { BatchSize = 0 })).Message.ShouldStartWith("StreamOptions.BatchSize is 0");
        Should.Throw<ArgumentException>(() => host.Client.StreamAsync<string>(Guid.CreateVersion7(), new StreamOptions { StepId = " " })).Message.ShouldStartWith("StreamOptions.StepId is empty");
        await Should.ThrowAsync<ExecutionNotFoundException>(async () => await host.Client.StreamAsync<string>(Guid.CreateVersion7(), cancellationToken: Token).ToListAsync(Token));
    }

    private static WorkflowPlan<string, string> Emits(string name, Func<StepCall, Task> emit) => TestPlan.Of(
        name,
        async (_, call) =>
        {
            await emit(call);
            return "";
        },
        TestPlan.First("One"));

    private async Task<string> ReadAsync(WorkflowHandle<string> run, StreamOptions? options = null) =>
        string.Join(", ", await run.StreamAsync<string>(options ?? new StreamOptions(), cancellationToken: Token).Select(Text).ToListAsync(Token));

    private static async Task<string> NextAsync(IAsyncEnumerator<StreamItem<string>> items)
    {
        (await items.MoveNextAsync()).ShouldBeTrue();
        return Text(items.Current);
    }

    private static string Text(StreamItem<string> item) => $"{item.Position} {item.StepId}/{item.Attempt} {item.Value}";
}
