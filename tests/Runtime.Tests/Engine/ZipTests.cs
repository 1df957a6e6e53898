using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A step that takes items of several collections side by side.</summary>
public sealed class ZipTests(MigratedServer server) : EngineTest(server)
{
    private static readonly MapPlan OverInput = new(WorkflowPlan.InputProducer);

    [Fact]
    public async Task EachItemTakesItsOwnOfEachCollection()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "side-by-side",
            static (step, call) => new(step == 0 ? $"{call.Item()}!" : call.Item() + call.Read<string>(WorkflowPlan.ItemOf(1), TestPlan.Text)),
            1,
            PartsPlan.Each("One", OverInput),
            Both());
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(["aa!", "bb!", "cc!"]);
        (await Database.ScalarAsync<string>("select definition -> 'steps' -> 1 -> 'for_each' ->> 'side_by_side' from perdure.plans where workflow = 'side-by-side'")).ShouldBe("""[{"input":true},{"step":"One"}]""");
    }

    [Fact]
    public async Task CollectionsOfWhichOneHasMoreItemsFailTheRun()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map("uneven", static (step, call) => step == 0 ? new(new[] { "x", "y" }) : new(call.Item()), 1, PartsPlan.Join("One", WorkflowPlan.InputProducer), Both());
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.ShouldSatisfyAllConditions(
            error => error.Type.ShouldBe(typeof(PayloadException).FullName),
            error => error.Message.ShouldBe("Step 'Both' maps side by side over collections of 3 and 2 items, which have as many as one another by its plan: one of them was changed after it was recorded"));
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where item > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task WhatCannotBeReadIsNamed()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "unreadable", static (step, call) => new(step == 0 ? call.Item() : call.Read<int>(WorkflowPlan.ItemOf(1), PayloadType.Of<int>())), 1, PartsPlan.Each("One", OverInput), Both());
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a"], cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Inner!.Message.ShouldContain("item 1 of step 'Both', of collection 2", Case.Insensitive);
    }

    private static StepPlan Both() => new("Both")
    {
        Inputs = [new StepInput("text", WorkflowPlan.InputProducer), new StepInput("other", 0)],
        Output = TestPlan.Text,
        Map = new MapPlan(WorkflowPlan.InputProducer) { Zipped = [0] },
        Level = 1,
    };
}
