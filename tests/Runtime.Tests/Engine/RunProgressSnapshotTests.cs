using Perdure.Coordination.Progress;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What a held run keeps: its snapshot, and the results that are still taken.</summary>
public sealed class RunProgressSnapshotTests
{
    [Fact]
    public void AStepWhoseRowTellsOfItsEndDoesNotRunAgainWhenItsRunIsReadAgain()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("One"), TestPlan.First("Two")).Restore("One", StepStatus.Success, output: "\"kept\"");
        run.Continues("One", attempt: 1, startedAt: 7).Continues("Two", attempt: 1, startedAt: 8);

        run.State[0].Status.ShouldBe(StepStatus.Success);
        NextMove end = run.Succeeds("One", "\"other\"").Succeeds("Two").Advance();
        end.Rows().ShouldBe("Two SUCCESS 1/0");
        end.Events().ShouldBe("STEP_STARTED Two/1, STEP_COMPLETED Two/1, EXECUTION_COMPLETED, LOCK_RELEASED");
    }

    [Fact]
    public void TheSnapshotCountsAndDoesNotGrowWithTheRun()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0), TestPlan.Then("Three", 1));
        string first = run.Begin().Checkpoint!.State!;
        run.Succeeds("One", $"\"{new string('x', 10_000)}\"").Advance();

        string later = run.Succeeds("Two").Advance().Checkpoint!.State!;

        first.ShouldBe("""{"steps":3,"settled_through":0,"running":1,"waiting":0,"succeeded":0,"failed":0,"cancelled":0,"skipped":0}""");
        later.ShouldBe("""{"steps":3,"settled_through":2,"running":1,"waiting":0,"succeeded":2,"failed":0,"cancelled":0,"skipped":0}""");
    }

    [Fact]
    public void AResultIsKeptWhileSomebodyTakesItAndDroppedAfterwards()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0), TestPlan.Then("Three", 0, 1));
        run.Begin();
        run.Succeeds("One", "\"1\"").Advance();
        run.Succeeds("Two", "\"2\"").Advance();
        run.State[0].Output.ShouldBe("\"1\"", "'Three' may be repeated");

        NextMove end = run.Succeeds("Three", "\"3\"").Advance();

        end.Checkpoint!.Output.ShouldBe("\"3\"");
        run.State[0].Output.ShouldBeNull();
        run.State[1].Output.ShouldBeNull();
    }
}
