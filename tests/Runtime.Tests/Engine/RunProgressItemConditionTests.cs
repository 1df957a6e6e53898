using Perdure.Coordination;
using Perdure.Coordination.Modifiers;
using Perdure.Coordination.Progress;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;
using Shouldly;
using static Perdure.Runtime.Tests.Support.ItemConditionPlan;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What becomes of items that a predicate decides on, decided without a database.</summary>
public sealed class RunProgressItemConditionTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void ARunIsNotDueForItemsThatAreBeingAskedAbout()
    {
        RunProgress run = Begin(
            Over(WorkflowPlan.InputProducer),
            items: 2,
            out NextMove begun,
            new("One", StepStatus.Waiting, 1, 0, null, null) { WaitsFor = "its items" },
            new("One", StepStatus.Waiting, 0, 0, null, TimeSpan.Zero) { Item = 1 });
        ItemAsk ask = begun.ItemAsks.ShouldHaveSingleItem();

        begun.Starts.ShouldBeEmpty();
        run.NextDue.ShouldBeNull("the item was retried by hand and is due, and goes on with the answer");

        Answer(run, ask, static _ => true);
        Advance(run).Starts.Select(start => start.Unit.Item).ShouldBe([1, 2]);
    }

    [Fact]
    public void HoweverManyItemsMayRunOneCheckpointTellsOfAThousandSkips()
    {
        RunProgress run = Begin(Over(WorkflowPlan.InputProducer, maxParallel: 5_000), items: 2_500, out NextMove begun);
        Answer(run, begun.ItemAsks.ShouldHaveSingleItem(), static item => item > 2_400);

        NextMove[] moves = [Advance(run), Advance(run), Advance(run)];

        moves.Select(move => move.Checkpoint!.Events.Count(entry => entry.Type == EventTypes.StepSkipped)).ShouldBe([1_000, 1_000, 400]);
        moves.Select(move => move.Needs.Count).ShouldBe([1, 1, 0]);
        moves.SelectMany(move => move.Starts).Select(start => start.Unit.Item).ShouldBe(Enumerable.Range(2_401, 100));
    }

    private static void Answer(RunProgress run, ItemAsk ask, Func<int, bool> verdict) =>
        run.Apply(new ItemOutcome(ask.Predicate, new ItemAnswer(ask.Step, [.. ask.Items.Select(item => (item, verdict(item)))], []), null));

    private static NextMove Advance(RunProgress run)
    {
        NextMove move = run.Advance(new HeldContext(7, "[]"));
        foreach (StepStart start in move.Starts) run.Launch(start);
        return move;
    }

    private RunProgress Begin(MapPlan map, int items, out NextMove begun, params StepRow[] rows)
    {
        WorkflowPlan plan = Of(
            "items", static (_, _) => throw new InvalidOperationException("Nothing runs here"), static _ => throw new InvalidOperationException("Nothing is asked here"), [Predicate("Is")], 0, PartsPlan.Each("One", map));
        var state = new RunState(plan, time);
        foreach (StepRow row in rows) state.Restore(new StepUnit(0, row.Item, row.Round), row);
        state.EndRestore();
        var run = new RunProgress(new ClaimedRun(Guid.CreateVersion7(), plan.Id, "[]", 7, 0, null), state, time);
        run.Begin("worker");
        Advance(run).Needs.ShouldHaveSingleItem().Kind.ShouldBe(RunNeedKind.Items);
        run.Provide(0, [[.. Enumerable.Range(1, items).Select(static item => new StoredPayload($"\"{item}\""))]]);
        begun = Advance(run);
        return run;
    }
}
