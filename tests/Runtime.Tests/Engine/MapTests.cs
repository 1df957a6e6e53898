using System.Collections.Concurrent;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A step that runs once for each item of a collection.</summary>
public sealed class MapTests(MigratedServer server) : EngineTest(server)
{
    private static readonly MapPlan OverInput = new(WorkflowPlan.InputProducer);

    [Fact]
    public async Task ResultsArriveInTheOrderOfTheItemsHoweverTheyEnd()
    {
        var gate = new Gate();
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "ordered",
            async (step, call) =>
            {
                if (step == 1) return call.TakeAll(0);
                if (call.Item() == "a") await gate.EnterAsync("One", call.CancellationToken);
                if (call.Item() == "c") gate.Open();
                return $"{call.Item()}{call.Context.Item}";
            },
            result: 1,
            PartsPlan.Each("One", OverInput),
            PartsPlan.Join("Two", 0));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a1", "b2", "c3"]);
        (await RowsAsync(run.Id)).ShouldBe("One 0 SUCCESS 1, One 1 SUCCESS 1, One 2 SUCCESS 1, One 3 SUCCESS 1, Two 0 SUCCESS 1");
        (await Database.ScalarAsync<bool>("select output is null from perdure.execution_steps where execution_id = $1 and step_id = 'One' and item = 0", run.Id)).ShouldBeTrue("results are stored once, with their items");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OfNothingThereIsNothing(bool isNull)
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map("nothing", static (_, call) => new(call.Item()), result: 0, PartsPlan.Each("One", OverInput));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, isNull ? null! : [], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBeEmpty();
        (await RowsAsync(run.Id)).ShouldBe("One 0 SUCCESS 1");
    }

    [Fact]
    public async Task AMapMapsOverTheResultsOfAnother()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "chain", static (step, call) => new($"{call.Item()}{step}"), result: 1, PartsPlan.Each("One", OverInput), PartsPlan.Each("Two", new MapPlan(0)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a01", "b01"]);
    }

    [Fact]
    public async Task NoMoreItemsRunSideBySideThanThePlanSays()
    {
        var most = 0;
        var running = 0;
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "window",
            async (_, call) =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return call.Item();
            },
            result: 0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 3 }));
        TestHost host = await StartAsync(plan);
        string[] input = [.. Enumerable.Range(0, 40).Select(item => $"{item}")];

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, input, cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(input);
        most.ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task AnItemIsRetriedByItself()
    {
        ConcurrentDictionary<int, int> attempts = [];
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "retried",
            (_, call) =>
            {
                attempts.AddOrUpdate(call.Context.Item, 1, static (_, count) => count + 1);
                return call is { Context: { Item: 2, Attempt: < 3 } } ? throw new IOException("not yet") : new($"{call.Item()}{call.Context.Attempt}");
            },
            result: 0,
            PartsPlan.Each("One", OverInput, new RetryPolicy(3)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a1", "b3", "c1"]);
        attempts.OrderBy(one => one.Key).Select(one => one.Value).ShouldBe([1, 3, 1]);
    }

    [Theory]
    [InlineData(ItemFailures.FailFast, 0, "1 of 4 items of step 'One' failed", "One 2 FAILED 1")]
    [InlineData(ItemFailures.Collect, 0, "2 of 4 items of step 'One' failed", "One 4 SUCCESS 1")]
    [InlineData(ItemFailures.Tolerate, 1, "2 of 4 items of step 'One' failed", "One 3 FAILED 1")]
    public async Task FailedItemsFailTheStepAsThePlanSays(ItemFailures failures, int max, string message, string lastRow)
    {
        TestHost host = await StartAsync(Failing(failures, max));

        WorkflowHandle<string[]> run = await host.Client.StartAsync(Failing(failures, max), ["a", "!b", "!c", "d"], cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask());
        failure.Message.ShouldContain(message);
        failure.Message.ShouldContain($", the first one with: {failure.Error.Inner!.Message} (");
        failure.Message.ShouldNotContain("caused by", customMessage: "it is said once");
        string rows = await RowsAsync(run.Id);
        rows.ShouldContain("One 0 FAILED 1");
        rows.ShouldEndWith(lastRow);
    }

    [Fact]
    public async Task AToleratedFailureLeavesNull()
    {
        WorkflowPlan<string[], string[]> plan = Failing(ItemFailures.Tolerate, int.MaxValue);
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "!b", "c"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a", null!, "c"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFailedItemLeavesTheRetriesOfOthersUndone(bool failsFirst)
    {
        (int first, string status) = failsFirst ? (2, "FAILED") : (1, "WAITING");
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "undone",
            async (_, call) =>
            {
                // The other one fails once the first failure is recorded.
                if (call.Context.Item != first) await Wait.UntilAsync(() => Database.ScalarAsync<bool>("select exists (select from perdure.execution_steps where item = $1 and status = $2)", first, status));
                throw call.Item() == "never" ? new NonRetryableException("broken") : new IOException("later");
            },
            result: 0,
            PartsPlan.Each("One", OverInput, new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["later", "never"], cancellationToken: Token);

        await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask());
        (await RowsAsync(run.Id)).ShouldBe($"One 0 FAILED 1, One 1 {(failsFirst ? "FAILED" : "CANCELLED")} 1, One 2 FAILED 1");
    }

    [Fact]
    public async Task WhatIsNoCollectionFailsTheRunAndSaysSo()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "scalar", static (_, call) => new(call.Item()), PartsPlan.Each("One", OverInput));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "text", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Message.ShouldContain("stored as a JSON String, not as an array");
    }

    [Fact]
    public async Task ACancelledMapBeginsNoFurtherItem()
    {
        var gate = new Gate();
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "cancelled",
            async (_, call) =>
            {
                await gate.EnterAsync("One", call.CancellationToken);
                return call.Item();
            },
            result: 0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1 }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);
        await gate.WaitForAsync();

        await run.CancelAsync(Token);

        await WaitForStatusAsync(run.Id, "CANCELLED");
        (await RowsAsync(run.Id)).ShouldBe("One 0 CANCELLED 1, One 1 CANCELLED 1");
    }

    [Fact]
    public async Task AMapThatIsHandedOverGoesOnWhereItWas()
    {
        var gate = new Gate();
        ConcurrentBag<int> calls = [];
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "handed over",
            async (_, call) =>
            {
                calls.Add(call.Context.Item);
                if (call is { Context: { Item: 3, Attempt: 1 } }) await gate.EnterAsync("One", call.CancellationToken);
                return call.Item();
            },
            result: 0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1 }));
        TestHost first = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string[]> run = await first.Client.StartAsync(plan, ["a", "b", "c", "d"], cancellationToken: Token);
        await gate.WaitForAsync();

        await StopAsync(first);
        TestHost second = await StartAsync(plan);

        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe(["a", "b", "c", "d"]);
        calls.Order().ShouldBe([1, 2, 3, 3, 4]);
    }

    private static WorkflowPlan<string[], string[]> Failing(ItemFailures failures, int max) => PartsPlan.Map(
        "failing",
        static (_, call) => call.Item().StartsWith('!') ? throw new InvalidOperationException($"no {call.Item()}") : new(call.Item()),
        result: 0,
        PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1, Failures = failures, MaxFailures = max }));

    private static void InterlockedMax(ref int most, int value)
    {
        int known;
        while ((known = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, known) != known)
        {
        }
    }

    private Task<string> RowsAsync(Guid run) => Database.ScalarAsync<string>(
        "select string_agg(step_id || ' ' || item || ' ' || status || ' ' || attempt, ', ' order by step_id, item, round) from perdure.execution_steps where execution_id = $1", run);
}
