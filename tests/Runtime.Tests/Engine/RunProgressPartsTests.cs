using Perdure.Coordination;
using Perdure.Coordination.Progress;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What becomes of the items of a mapped step, decided without a database.</summary>
public sealed class RunProgressPartsTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void AnItemThatIsInterruptedOnceTooManyHaveFailedDoesNotGoOn()
    {
        RunProgress run = Begin(new MapPlan(WorkflowPlan.InputProducer), [], items: 3, out NextMove begun);
        Started(begun).ShouldBe("1, 2, 3");
        run.Apply(new StepOutcome(new StepUnit(0, 1), null, new InvalidOperationException("broken"), Interrupted: false, []));
        Advance(run).Checkpoint!.Status.ShouldBe(ExecutionStatus.Running, "two items still run");

        run.Apply(new StepOutcome(new StepUnit(0, 2), null, null, Interrupted: true, []));
        NextMove interrupted = Advance(run);
        run.Apply(new StepOutcome(new StepUnit(0, 3), "\"done\"", null, Interrupted: false, []));
        NextMove end = Advance(run);

        interrupted.Checkpoint!.Steps.Single(row => row.Item == 2).Status.ShouldBe(StepStatus.Cancelled);
        interrupted.Starts.ShouldBeEmpty();
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Failed);
    }

    [Fact]
    public void ItemsThatAreAllDueAtOnceGoOnWithinTheWindow()
    {
        StepRow[] rows =
        [
            new("One", StepStatus.Waiting, 1, 0, null, null) { WaitsFor = "its items" },
            Row(1, StepStatus.Success), Row(2, StepStatus.Waiting, TimeSpan.Zero), Row(3, StepStatus.Running), Row(4, StepStatus.Waiting, TimeSpan.Zero), Row(5, StepStatus.Waiting, TimeSpan.FromHours(1)),
        ];

        RunProgress run = Begin(new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 3 }, rows, items: 6, out NextMove begun);

        // The third was lost with its holder, and the fifth waits for a retry of its own: each has a place.
        Started(begun).ShouldBe("2, 3");
        run.Apply(new StepOutcome(new StepUnit(0, 3), "\"done\"", null, Interrupted: false, []));
        Started(Advance(run)).ShouldBe("4");
        run.Apply(new StepOutcome(new StepUnit(0, 4), "\"done\"", null, Interrupted: false, []));
        Started(Advance(run)).ShouldBe("6");
    }

    [Fact]
    public void TheSnapshotSaysUpToWhereTheItemsOfAnOpenMapHaveSettled()
    {
        RunProgress run = Begin(new MapPlan(WorkflowPlan.InputProducer) { Failures = ItemFailures.Collect }, [], items: 5, out _);
        foreach (int item in new[] { 1, 3, 4 }) run.Apply(new StepOutcome(new StepUnit(0, item), "\"done\"", null, Interrupted: false, []));
        Advance(run).Checkpoint!.State.ShouldEndWith("""
            ,"items":{"One":[1,0,0]}}
            """);

        run.Apply(new StepOutcome(new StepUnit(0, 2), null, new InvalidOperationException("broken"), Interrupted: false, []));
        Advance(run).Checkpoint!.State.ShouldEndWith("""
            ,"items":{"One":[4,1,2]}}
            """);

        run.Apply(new StepOutcome(new StepUnit(0, 5), "\"done\"", null, Interrupted: false, []));
        Advance(run).Checkpoint!.State!.ShouldNotContain("items");
    }

    private static StepRow Row(int item, StepStatus status, TimeSpan? due = null) => new("One", status, 1, 0, null, due) { Item = item };

    private static string Started(NextMove move) => string.Join(", ", move.Starts.Select(start => start.Unit.Item));

    private static NextMove Advance(RunProgress run)
    {
        NextMove move = run.Advance(new HeldContext(7, "[]"));
        foreach (StepStart start in move.Starts) run.Launch(start);
        return move;
    }

    private RunProgress Begin(MapPlan map, IReadOnlyList<StepRow> rows, int items, out NextMove begun)
    {
        WorkflowPlan plan = PartsPlan.Map("parts", static (_, _) => throw new InvalidOperationException("Nothing runs here"), result: 0, PartsPlan.Each("One", map, isRecordedFirst: true));
        var state = new RunState(plan, time);
        foreach (StepRow row in rows) state.Restore(new StepUnit(0, row.Item, row.Round), row);
        state.EndRestore();
        var run = new RunProgress(new ClaimedRun(Guid.CreateVersion7(), plan.Id, "[]", 7, 0, null), state, time);
        run.Begin("worker");
        Advance(run).Needs.ShouldHaveSingleItem().Kind.ShouldBe(RunNeedKind.Items);
        run.Provide(0, [[.. Enumerable.Range(1, items).Select(item => new StoredPayload($"\"{item}\""))]]);
        begun = Advance(run);
        return run;
    }
}
