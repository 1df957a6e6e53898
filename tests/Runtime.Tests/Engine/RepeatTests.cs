using System.Collections.Concurrent;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A step that runs in rounds.</summary>
public sealed class RepeatTests(MigratedServer server) : EngineTest(server)
{
    private static readonly RepeatPlan OfInput = new(WorkflowPlan.InputProducer);

    [Fact]
    public async Task EachRoundTakesTheResultOfTheOneBeforeUntilItIsDone()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop("grows", static call => new($"{call.Round()}{call.Context.Round}"), static text => text.Length >= 4, OfInput);
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("a123");
        (await RowsAsync(run.Id)).ShouldBe("""0/0 SUCCESS "a123", 0/1 SUCCESS "a1", 0/2 SUCCESS "a12", 0/3 SUCCESS null""");
    }

    [Theory]
    [InlineData(RepeatEnd.TakeLast)]
    [InlineData(RepeatEnd.Fail)]
    public async Task TheLastRoundIsTakenOrFailsTheStep(RepeatEnd end)
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "ends", static call => new($"{call.Round()}x"), static _ => false, new RepeatPlan(WorkflowPlan.InputProducer) { Max = 2, AtMax = end });
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        if (end == RepeatEnd.TakeLast) (await run.GetResultAsync(Token)).ShouldBe("axx");
        else (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Message.ShouldContain("Step 'Refine' is not done after 2 rounds");
    }

    [Fact]
    public async Task ARoundIsRetriedByItself()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "retried",
            static call => call is { Context: { Round: 2, Attempt: < 3 } } ? throw new IOException("not yet") : new($"{call.Round()}{call.Context.Attempt}"),
            static text => text.Length > 3,
            OfInput,
            new RetryPolicy(3));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("a131");
    }

    [Theory]
    [InlineData("round")]
    [InlineData("predicate")]
    public async Task WhatFailsInARoundFailsTheStep(string where)
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "fails",
            call => where == "round" ? throw new InvalidOperationException("no round") : new(call.Round()),
            static _ => throw new InvalidOperationException("no predicate"),
            OfInput);
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Message.ShouldContain($"no {where}");
        (await RowsAsync(run.Id)).ShouldBe("0/0 FAILED null, 0/1 FAILED null");
    }

    [Fact]
    public async Task BetweenRoundsTheRunIsParkedAndNobodyHoldsIt()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "paced", static call => new($"{call.Round()}x"), static text => text == "axx", new RepeatPlan(WorkflowPlan.InputProducer) { Delay = TimeSpan.FromHours(1) });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await RowsAsync(run.Id)).ShouldBe("""0/0 WAITING null, 0/1 SUCCESS "ax", 0/2 WAITING null""");
        (await Database.ScalarAsync<bool>("select holder is null from perdure.executions where id = $1", run.Id)).ShouldBeTrue();

        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("axx");
    }

    [Fact]
    public async Task ALoopIsCancelledBetweenItsRounds()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "cancelled", static call => new($"{call.Round()}x"), static _ => false, new RepeatPlan(WorkflowPlan.InputProducer) { Delay = TimeSpan.FromHours(1) });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await run.CancelAsync(Token);

        await WaitForStatusAsync(run.Id, "CANCELLED");
        (await RowsAsync(run.Id)).ShouldBe("""0/0 CANCELLED null, 0/1 SUCCESS "ax", 0/2 CANCELLED null""");
    }

    [Fact]
    public async Task ResultsOfEarlierRoundsAreLetGoOf()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "forgets", static call => new($"{call.Round()}x"), static text => text == "axxxx", new RepeatPlan(WorkflowPlan.InputProducer) { Keep = 2 });
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("axxxx");
        (await RowsAsync(run.Id)).ShouldBe("""0/0 SUCCESS "axxxx", 0/1 SUCCESS null, 0/2 SUCCESS null, 0/3 SUCCESS "axxx", 0/4 SUCCESS null""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ALoopThatIsHandedOverGoesOnWithTheLastResult(int keep)
    {
        var gate = new Gate();
        ConcurrentQueue<string> calls = [];
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "handed over",
            async call =>
            {
                calls.Enqueue($"{call.Context.Round}/{call.Context.Attempt} {call.Round()}");
                if (call is { Context: { Round: 3, Attempt: 1 } }) await gate.EnterAsync("Refine", call.CancellationToken);
                return $"{call.Round()}x";
            },
            static text => text == "axxxx",
            new RepeatPlan(WorkflowPlan.InputProducer) { Keep = keep });
        TestHost first = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "a", cancellationToken: Token);
        await gate.WaitForAsync();

        await StopAsync(first);
        TestHost second = await StartAsync(plan);

        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("axxxx");
        calls.ShouldBe(["1/1 a", "2/1 ax", "3/1 axx", "3/2 axx", "4/1 axxx"]);
    }

    [Fact]
    public async Task EachItemOfAMapHasRoundsOfItsOwn()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.LoopForEach(
            "each",
            static call => call.Round() == "!" ? throw new InvalidOperationException("broken") : new($"{call.Round()}x"),
            static text => text.Length >= 3,
            new RepeatPlan(WorkflowPlan.ItemProducer) { Max = 3 },
            new MapPlan(WorkflowPlan.InputProducer) { Failures = ItemFailures.Tolerate });
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "bb", "!"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["axx", "bbx", null!]);
        (await RowsAsync(run.Id)).ShouldBe(
            """0/0 SUCCESS null, 1/0 SUCCESS "axx", 1/1 SUCCESS "ax", 1/2 SUCCESS null, 2/0 SUCCESS "bbx", 2/1 SUCCESS null, 3/0 FAILED null, 3/1 FAILED null""");
    }

    private Task<string> RowsAsync(Guid run) => Database.ScalarAsync<string>(
        "select string_agg(item || '/' || round || ' ' || status || ' ' || coalesce(output::text, 'null'), ', ' order by item, round) from perdure.execution_steps where execution_id = $1", run);
}
