using System.Text.Json;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;
using static Perdure.Runtime.Tests.Support.ItemConditionPlan;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Conditions that are asked for each item.</summary>
public sealed class ItemConditionTests(MigratedServer server) : EngineTest(server)
{
    private readonly Lock gate = new();
    private readonly List<string> asked = [];

    [Fact]
    public async Task WhatWasSaidStandsInTheRowOfTheStepAndEachSkipIsToldOf()
    {
        WorkflowPlan<string[], string?[]> plan = Plan("said", call => Ask(call) != "b");
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a!", null, "c!"]);
        (await Database.ScalarAsync<string>("select input -> 'text' ->> 'verdicts' from perdure.execution_steps where execution_id = $1 and item = 0", run.Id)).ShouldBe("""{"Is":"101"}""");
        (await Database.ScalarAsync<string>("select event_type || ' ' || payload::jsonb::text from perdure.execution_events where execution_id = $1 and item = 2", run.Id))
            .ShouldBe("""STEP_SKIPPED {"verdict": "false", "predicate": "Is"}""");
        (await Database.ScalarAsync<string>("select step_id || ' ' || payload::jsonb::text from perdure.execution_events where execution_id = $1 and event_type = 'PREDICATE_EVALUATED'", run.Id))
            .ShouldBe("""One {"items": "3", "confirmed": "2", "predicate": "Is"}""");
    }

    [Fact]
    public async Task TheAnswersAreCommittedBeforeAnItemBegins()
    {
        var committed = "";
        WorkflowPlan<string[], string?[]> plan = Of(
            "before",
            async (_, call) =>
            {
                committed = await Database.ScalarAsync<string>("select input::text from perdure.execution_steps where execution_id = $1 and item = 0", call.Context.ExecutionId);
                return "";
            },
            static _ => true,
            [Predicate("Is")],
            0,
            PartsPlan.Each("One", Over(WorkflowPlan.InputProducer)));
        TestHost host = await StartAsync(plan);

        await (await host.Client.StartAsync(plan, ["a"], cancellationToken: Token)).GetResultAsync(Token);

        committed.ShouldContain("\"verdicts\":{\"Is\":\"1\"}");
    }

    [Fact]
    public async Task RetriedByHandOnlyThoseAreAskedAboutOfWhichNobodyCouldSay()
    {
        var isBroken = true;
        WorkflowPlan<string[], string?[]> plan = Plan("retried", call => Ask(call) == "b" && isBroken ? throw new IOException("away") : asked.Count % 2 == 1, ItemFailures.Collect);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b", "c", "d"], cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask());
        failure.Error.Inner!.Message.ShouldBe("Predicate 'Is' threw at item 2 of step 'One': away");
        isBroken = false;
        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe(["a!", "b!", "c!", null]);
        asked.ShouldBe(["a", "b", "c", "d", "b"]);
        (await RowsAsync(run.Id)).ShouldBe("One 0 SUCCESS 1, One 1 SUCCESS 1, One 2 SUCCESS 1, One 3 SUCCESS 1, One 4 SKIPPED 0");
    }

    [Fact]
    public async Task AnItemThatAnotherConditionSkipsIsNotFailedByOneThatThrows()
    {
        WorkflowPlan<string[], string?[]> plan = Of(
            "either",
            static (_, call) => new(call.Item()),
            static call => call.AskedItem() == "a" ? throw new IOException("away") : true,
            [Predicate("Is"), Predicate("IsToo")],
            0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { Conditions = [new ConditionPlan(ConditionKind.When, 0), new ConditionPlan(ConditionKind.Unless, 1)], Failures = ItemFailures.Tolerate, MaxFailures = 1 }));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe([null, null]);
        (await RowsAsync(run.Id)).ShouldBe("One 0 SUCCESS 1, One 1 FAILED 0, One 2 SKIPPED 0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AForkGoesByTheAnswersThatACopiedStepWentBy(bool isBySql)
    {
        WorkflowPlan<string[], string?[]> plan = Plan("forked", call => Ask(call) == "a" == (asked.Count <= 2));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);
        (await run.GetResultAsync(Token)).ShouldBe(["a!", null]);

        WorkflowHandle<string?[]> fork = isBySql
            ? host.Client.GetHandle(plan, await Database.ScalarAsync<Guid>("select perdure.fork($1, 'Two')", run.Id))
            : await run.ForkAsync("Two", cancellationToken: Token);
        await fork.GetResultAsync(Token);

        asked.ShouldBe(["a", "b"]);
        (await RowsAsync(fork.Id)).ShouldBe("One 0 SUCCESS 0, One 1 SUCCESS 0, One 2 SKIPPED 0, Two 0 SUCCESS 1, Two 1 SKIPPED 0, Two 2 SUCCESS 1");

        // Where all that asked runs anew, it asks anew.
        Guid whole = await Database.ScalarAsync<Guid>("select perdure.fork($1)", run.Id);
        await host.Client.GetHandle(plan, whole).GetResultAsync(Token);
        asked.ShouldBe(["a", "b", "a", "b"]);
    }

    [Fact]
    public async Task WhatAPredicateTakesBesideTheItemIsThereAlsoWhereAMapMadeIt()
    {
        WorkflowPlan<string[], string?[]> plan = Of(
            "beside",
            static (step, call) => new($"{call.Item()}{step}"),
            static call => call.AskedItem() != call.Read<string[]>(0, PayloadType.Of<string[]>())[0][..1],
            [Predicate("Is", 0)],
            1,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer)),
            PartsPlan.Each("Two", Over(WorkflowPlan.InputProducer)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe([null, "b1"]);
    }

    [Fact]
    public async Task WhatAPredicateTakesBesideTheItemIsReadOnceForAllItems()
    {
        var all = PayloadType.Of<string[]>();
        List<string[]> taken = [];
        WorkflowPlan<string[], string?[]> plan = Of(
            "once",
            static (_, call) => new(call.Item()),
            call =>
            {
                taken.Add(call.Read<string[]>(WorkflowPlan.InputProducer, all));
                return call.AskedItem() != taken[^1][0];
            },
            [new ItemPredicatePlan("Is") { Items = ["item"], Inputs = [new StepInput("all", WorkflowPlan.InputProducer)] }],
            0,
            PartsPlan.Each("One", Over(WorkflowPlan.InputProducer)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe([null, "b", "c"]);
        taken.Count.ShouldBe(3);
        taken.ShouldAllBe(one => ReferenceEquals(one, taken[0]));
    }

    [Fact]
    public async Task ACancelReachesARunWhosePredicateDoesNotComeBack()
    {
        using var blocked = new ManualResetEventSlim();
        using var isAsked = new SemaphoreSlim(0);
        WorkflowPlan<string[], string?[]> plan = Plan("blocked", _ =>
        {
            isAsked.Release();
            blocked.Wait(Token);
            return true;
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);
        await isAsked.WaitAsync(Token);

        await host.Client.CancelAsync(run.Id, cancellationToken: Token);

        await Should.ThrowAsync<WorkflowCancelledException>(run.GetResultAsync(Token).AsTask());
        blocked.Set();
    }

    [Fact]
    public async Task AWorkerThatStopsInTheMidstOfAMapHandsItsRunOn()
    {
        var entered = new SemaphoreSlim(0);
        var left = new SemaphoreSlim(0);
        WorkflowPlan<string[], string?[]> plan = Of(
            "stopped",
            async (_, call) =>
            {
                if (call.Item() == "a")
                {
                    entered.Release();
                    await left.WaitAsync(Token);
                }

                return call.Item();
            },
            call => Ask(call) != "b",
            [Predicate("Is")],
            0,
            PartsPlan.Each("One", Over(WorkflowPlan.InputProducer, maxParallel: 1)));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        await entered.WaitAsync(Token);
        Task stopped = StopAsync(host);
        left.Release();
        await stopped;

        TestHost other = await StartAsync(plan);

        (await other.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe(["a", null, "c"]);
        asked.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task WhoeverDoesNotAskWhatWasAnsweredLeavesTheRunAlone()
    {
        var entered = new SemaphoreSlim(0);
        WorkflowPlan<string[], string?[]> Named(string predicate, Func<StepCall, Task> work) => Of(
            "renamed",
            async (_, call) =>
            {
                await work(call);
                return "";
            },
            static _ => true,
            [Predicate(predicate)],
            0,
            PartsPlan.Each("One", Over(WorkflowPlan.InputProducer)));
        WorkflowPlan<string[], string?[]> old = Named("Is", async call =>
        {
            entered.Release();
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
        });
        TestHost host = await StartAsync([old], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string?[]> run = await host.Client.StartAsync(old, ["a"], cancellationToken: Token);
        await entered.WaitAsync(Token);
        await StopAsync(host);

        TestHost renamed = await StartAsync(Named("WasCalledIs", static _ => Task.CompletedTask));
        await Wait.UntilAsync(async () => await Database.ScalarAsync<bool>("select exists (select from perdure.execution_events where execution_id = $1 and payload ->> 'reason' like '%recorded verdicts of ''Is''%')", run.Id));
        await StopAsync(renamed);
        await MakeDueAsync(run.Id);

        TestHost same = await StartAsync(Named("Is", static _ => Task.CompletedTask));
        (await same.Client.GetHandle(old, run.Id).GetResultAsync(Token)).ShouldBe([""]);
    }

    [Fact]
    public void ThePlanShowsThatItIsAskedForEachItem()
    {
        using var json = JsonDocument.Parse(PlanDefinition.Write(Plan("shown", static _ => true)));

        json.RootElement.GetProperty("steps")[0].GetProperty("for_each").GetProperty("conditions").GetRawText().ShouldBe("""[{"when":"Is"}]""");
        json.RootElement.GetProperty("steps")[0].TryGetProperty("conditions", out _).ShouldBeFalse();
        json.RootElement.GetProperty("item_predicates").GetRawText().ShouldBe("""[{"id":"Is","items":["item"],"inputs":{}}]""");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task AConditionCostsOneCheckpointAMapAndWithoutOneThereIsNone(bool isConditional, int more)
    {
        MapPlan map = isConditional ? Over(WorkflowPlan.InputProducer) : new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 2 };
        WorkflowPlan<string[], string?[]> plan = Of("cost", static (_, call) => new(call.Item()), static _ => true, isConditional ? [Predicate("Is")] : [], 0, PartsPlan.Each("One", map, isRecordedFirst: true));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string?[]> run = await host.Client.StartAsync(plan, ["a"], cancellationToken: Token);

        await run.GetResultAsync(Token);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_journal where execution_id = $1", run.Id)).ShouldBe(3 + more);
    }

    /// <summary>Two steps, one for what the predicate confirms and one for what it denies. The first one's results are the run's.</summary>
    private static WorkflowPlan<string[], string?[]> Plan(string name, Func<PlanCall, bool> test, ItemFailures failures = ItemFailures.FailFast) => Of(
        name,
        static (_, call) => new(call.Item() + "!"),
        test,
        [Predicate("Is")],
        0,
        failures == ItemFailures.FailFast
            ? [PartsPlan.Each("One", Over(WorkflowPlan.InputProducer)), PartsPlan.Each("Two", Over(WorkflowPlan.InputProducer, ConditionKind.Unless))]
            : [PartsPlan.Each("One", Over(WorkflowPlan.InputProducer, failures: failures))]);

    private string Ask(PlanCall call)
    {
        string item = call.AskedItem();
        lock (gate) asked.Add(item);
        return item;
    }

    private Task<string> RowsAsync(Guid run) => Database.ScalarAsync<string>(
        "select string_agg(step_id || ' ' || item || ' ' || status || ' ' || attempt, ', ' order by step_id, item, round) from perdure.execution_steps where execution_id = $1", run);
}
