using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>Runs whose steps have items and rounds, as somebody retries, pauses and forks them.</summary>
public sealed class PartsControlTests(MigratedServer server) : EngineTest(server)
{
    private static readonly MapPlan OverInput = new(WorkflowPlan.InputProducer);

    [Fact]
    public async Task OfAMappedStepTheItemsThatFailedRunAgainAndNoOthers()
    {
        var broken = true;
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "mended",
            (_, call) => broken && call.Item() == "b" ? throw new NonRetryableException("broken") : new($"{call.Item()}{call.Context.Attempt}"),
            result: 0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { Failures = ItemFailures.Collect }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        broken = false;
        (await run.RetryAsync(Token)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe(["a1", "b2", "c1"]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task AFailureThatAStepToleratedStaysWhereTheRunIsRetried(string broken)
    {
        var isDown = true;
        WorkflowPlan<string[], string[]> plan = Tolerant("tolerated", broken, () => isDown);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        isDown = false;

        (await run.RetryAsync(Token)).ShouldBeTrue();

        string[] expected = [.. new[] { "a", "b", "c" }.Select(item => item == broken ? null! : item)];
        (await run.GetResultAsync(Token)).ShouldBe(expected);
        (await StepsAsync(run.Id)).ShouldContain("One FAILED 1/1");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task AForkHasWhatAStepTolerated(string broken)
    {
        WorkflowPlan<string[], string[]> plan = Tolerant("forked", broken, static () => false);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        string[] result = await run.GetResultAsync(Token);

        WorkflowHandle<string[]> fork = await run.ForkAsync("Two", cancellationToken: Token);

        (await fork.GetResultAsync(Token)).ShouldBe(result);
        (await EventsAsync(fork.Id, "STEP_FAILED")).ShouldBe("STEP_FAILED One/0");
        Guid ofSql = await Database.ScalarAsync<Guid>("select perdure.fork($1, 'Two')", run.Id);
        (await host.Client.GetHandle(plan, ofSql).GetResultAsync(Token)).ShouldBe(result);
    }

    /// <summary>A map that tolerates an item that fails, and a step that takes what is left.</summary>
    private static WorkflowPlan<string[], string[]> Tolerant(string name, string broken, Func<bool> isDown) => PartsPlan.Map(
        name,
        (step, call) => step == 1 ? isDown() ? throw new IOException("down") : new(call.TakeAll(0)) : call.Item() == broken ? throw new IOException("broken") : new(call.Item()),
        result: 1,
        PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { Failures = ItemFailures.Tolerate, MaxFailures = 1 }),
        PartsPlan.Join("Two", 0));

    [Fact]
    public async Task ARetriedItemThatWaitsHoldsNoWorker()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "waits",
            static (_, call) => call.Context.Attempt < 3 ? throw (call.Context.Attempt == 1 ? new NonRetryableException("broken") : new IOException("again")) : new(call.Item()),
            result: 0,
            PartsPlan.Each("One", OverInput, new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a"], cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        await run.RetryAsync(Token);

        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<bool>("select exists (select from perdure.ready where execution_id = $1 and due > perdure.now() + interval '50 minutes')", run.Id));
        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task OfALoopTheRoundThatFailedRunsAgain()
    {
        var broken = true;
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "mended-loop",
            call => broken && call.Context.Round == 2 ? throw new NonRetryableException("broken") : new($"{call.Round()}{call.Context.Round}"),
            static text => text.Length >= 4,
            new RepeatPlan(WorkflowPlan.InputProducer));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        broken = false;
        await run.RetryAsync(Token);

        (await run.GetResultAsync(Token)).ShouldBe("a123");
    }

    [Fact]
    public async Task AForkHasTheItemsOfAMappedStepAndAPausedMapGoesOnWhereItWas()
    {
        var gate = new Gate();
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "forked-map",
            async (step, call) =>
            {
                if (step == 1) return call.TakeAll(0);
                if (call.Context.Item == 2) await gate.EnterAsync("b", call.CancellationToken);
                else gate.Note(call.Item());
                return call.Item();
            },
            result: 1,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1 }),
            PartsPlan.Join("Two", 0));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        await gate.WaitForAsync(2);
        await run.PauseAsync(Token);
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.ready") == 0);
        gate.Open();
        await WaitForStatusAsync(run.Id, "PAUSED");
        gate.Entered.ShouldBe(["a", "b"]);
        await run.ResumeAsync(Token);
        (await run.GetResultAsync(Token)).ShouldBe(["a", "b", "c"]);

        WorkflowHandle<string[]> fork = await run.ForkAsync("Two", cancellationToken: Token);

        (await fork.GetResultAsync(Token)).ShouldBe(["a", "b", "c"]);
        gate.Entered.ShouldBe(["a", "b", "c"], "no item ran again");
        (await Should.ThrowAsync<ArgumentException>(async () => await run.ForkAsync("Two", new ForkOptions { Results = new Dictionary<string, object?> { ["One"] = "x" } }, Token))).Message
            .ShouldStartWith("ForkOptions.Results has a result for step 'One', which has one for each of its items");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARetriedMapKeepsToItsWindow(bool inRounds)
    {
        var broken = true;
        int running = 0, most = 0;
        async ValueTask<object?> Run(StepCall call)
        {
            if (broken) throw new NonRetryableException("broken");
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return inRounds ? $"{call.Round()}!" : $"{call.Item()}!";
        }

        var window = new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 2, Failures = ItemFailures.Collect };
        WorkflowPlan<string[], string[]> plan = inRounds
            ? PartsPlan.LoopForEach("narrow-loops", Run, static text => text.Length >= 3, new RepeatPlan(WorkflowPlan.ItemProducer), window)
            : PartsPlan.Map("narrow", (_, call) => Run(call), result: 0, PartsPlan.Each("One", window, isRecordedFirst: true));
        TestHost host = await StartAsync(plan);
        string[] input = [.. Enumerable.Range(0, 9).Select(item => $"{item}")];
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, input, cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        broken = false;
        await run.RetryAsync(Token);

        (await run.GetResultAsync(Token)).ShouldBe([.. input.Select(item => inRounds ? $"{item}!!" : $"{item}!")]);
        most.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task ARetriedLoopRunsNoRoundMoreThanItsMax()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop("endless", static call => new($"{call.Round()}x"), static _ => false, new RepeatPlan(WorkflowPlan.InputProducer) { Max = 3 });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        await run.RetryAsync(Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Message.ShouldContain("is not done after 3 rounds");
        (await Database.ScalarAsync<int>("select max(round) from perdure.execution_steps where execution_id = $1", run.Id)).ShouldBe(3);
    }

    [Fact]
    public async Task ARetryForgetsTheMarkOfAMapWhoseItemsFailed()
    {
        var gate = new Gate();
        var broken = true;
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "marked",
            async (_, call) =>
            {
                if (call.Context.Item == 3) await gate.EnterAsync("One", call.CancellationToken);
                return broken && call.Context.Item == 1 ? throw new NonRetryableException("broken") : call.Item();
            },
            result: 0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1, Failures = ItemFailures.Collect }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        await gate.WaitForAsync();
        (await Database.ScalarAsync<string>("select (state -> 'items')::text from perdure.execution_state where execution_id = $1", run.Id)).ShouldBe("""{"One": [2, 1, 1]}""");
        (await Database.ScalarAsync<bool>("select perdure.terminate($1, 'by hand')", run.Id)).ShouldBeTrue();
        await WaitForStatusAsync(run.Id, "CANCELLED");
        gate.Open();

        broken = false;
        await run.RetryAsync(Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a", "b", "c"]);
    }
}
