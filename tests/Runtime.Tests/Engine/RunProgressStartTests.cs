using Perdure.Coordination;
using Perdure.Coordination.Progress;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>How a run begins under its holder, which steps it starts, and in which checkpoint that is told.</summary>
public sealed class RunProgressStartTests
{
    [Fact]
    public void TheFirstHolderTellsOfTheCreationTheLockAndTheStart()
    {
        NextMove move = new RunScenario(TestPlan.First("One")).Begin();

        move.Events().ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, STEP_STARTED One/1");
        move.Started().ShouldBe("One/1");
        move.Rows().ShouldBe("One RUNNING 1/0");
        move.Checkpoint!.Status.ShouldBe(ExecutionStatus.Running);
        move.Checkpoint.Release.ShouldBeFalse();
        move.Checkpoint.WakeIn.ShouldBeNull();
        move.Checkpoint.LastSeq.ShouldBe(4);
        move.Checkpoint.Events.Select(entry => entry.Seq).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void ALaterHolderResumesAndGoesOnWithTheNumbers()
    {
        NextMove move = new RunScenario(9, null, TestPlan.First("One")).Restore("One", StepStatus.Waiting, failures: 1, dueIn: TimeSpan.Zero).Begin();

        move.Events().ShouldBe("LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_STARTED One/2");
        move.Checkpoint!.Events[0].Seq.ShouldBe(10);
        move.Checkpoint.LastSeq.ShouldBe(12);
    }

    [Fact]
    public void ATakeoverNamesWhoHeldTheRunAndStartsItsLostAttemptAgain()
    {
        Guid dead = Guid.CreateVersion7();
        NextMove move = new RunScenario(6, dead, TestPlan.First("One"), TestPlan.Then("Two", 0))
            .Restore("One", StepStatus.Success, output: "\"kept\"")
            .Restore("Two", StepStatus.Running, attempt: 1)
            .Begin();

        move.Events().ShouldBe("LOCK_TAKEN_OVER, EXECUTION_RESUMED, STEP_STARTED Two/2");
        move.Checkpoint!.Events[0].Payload!.ShouldContain(dead.ToString());
        move.Rows().ShouldBe("Two RUNNING 2/0", "the lost attempt is counted as a start and not as a failure");
        move.Starts.Single().Inputs[0].ShouldBe("\"kept\"");
    }

    [Fact]
    public void ACodeStepRunsWithoutACheckpointOfItsOwnAndItsStartIsToldWithItsEnd()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("One"), TestPlan.Then("Two", 0));

        NextMove begin = run.Begin();
        begin.Checkpoint.ShouldBeNull("nothing has happened yet that something builds on");
        begin.Started().ShouldBe("One/1");
        NextMove next = run.Succeeds("One").Advance();
        next.Events().ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, STEP_STARTED One/1, STEP_COMPLETED One/1");
        next.Rows().ShouldBe("One SUCCESS 1/0");
        next.Started().ShouldBe("Two/1", "after the checkpoint");
        NextMove end = run.Succeeds("Two").Advance();
        end.Events().ShouldBe("STEP_STARTED Two/1, STEP_COMPLETED Two/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        end.Checkpoint!.Steps[0].HasRow.ShouldBeFalse();
    }

    [Fact]
    public void ACodeStepThatLastsIsToldOfOnceWithTheTimeOfItsStart()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("One"));
        run.Begin();
        long started = run.Time.GetTimestamp();
        run.Time.Advance(TimeSpan.FromMilliseconds(30));

        NextMove lasts = run.Lasts();
        lasts.Rows().ShouldBe("One RUNNING 1/0");
        lasts.Checkpoint!.Steps[0].StartedAt.ShouldBe(started);
        lasts.Checkpoint.Events[^1].At.ShouldBe(started);
        run.Lasts().Checkpoint.ShouldBeNull();
        NextMove end = run.Succeeds("One").Advance();
        end.Events().ShouldBe("STEP_COMPLETED One/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        end.Checkpoint!.Steps[0].HasRow.ShouldBeTrue();
    }

    [Fact]
    public void TheEndOfOneCodeStepTellsNothingOfASiblingThatStillRuns()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("Left"), TestPlan.First("Right"));
        run.Begin();

        run.Succeeds("Left").Advance().Rows().ShouldBe("Left SUCCESS 1/0");
        NextMove lasts = run.Lasts();
        lasts.Events().ShouldBe("STEP_STARTED Right/1", "the row of a start and its event go together");
        lasts.Rows().ShouldBe("Right RUNNING 1/0");
    }

    [Fact]
    public void AStepThatWasUnderWayWhenItsRunWasReadAgainIsToldOfWhereItsRowDoesNot()
    {
        RunScenario untold = RunScenario.OfCode(TestPlan.First("One"), TestPlan.First("Two")).Restore("One", StepStatus.Running, attempt: 1);
        untold.Continues("One", attempt: 1, startedAt: 7).Continues("Two", attempt: 1, startedAt: 8);

        NextMove lasts = untold.Lasts();

        lasts.Rows().ShouldBe("Two RUNNING 1/0");
        lasts.Started().ShouldBeEmpty();
    }

    [Fact]
    public void TheEndOfOneStepAndTheStartOfTheNextStandInOneCheckpoint()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0));
        run.Begin();

        NextMove move = run.Succeeds("One", "\"a\"").Advance();

        move.Events().ShouldBe("STEP_COMPLETED One/1, STEP_STARTED Two/1");
        move.Rows().ShouldBe("One SUCCESS 1/0, Two RUNNING 1/0");
        move.Checkpoint!.Steps[0].Output.ShouldBe("\"a\"");
        move.Starts.Single().Inputs[0].ShouldBe("\"a\"");
    }

    [Fact]
    public void TheLastStepEndsTheRunWithItsResult()
    {
        var run = new RunScenario(TestPlan.First("One"));
        run.Begin();

        NextMove move = run.Succeeds("One", "\"a\"").Advance();

        move.Events().ShouldBe("STEP_COMPLETED One/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        move.Checkpoint!.Status.ShouldBe(ExecutionStatus.Success);
        move.Checkpoint.Output.ShouldBe("\"a\"");
        move.Checkpoint.Release.ShouldBeTrue();
        move.Checkpoint.WakeIn.ShouldBeNull();
    }

    [Fact]
    public void StepsThatNothingTiesStartTogetherAndAJoinWaitsForAllOfThem()
    {
        var run = new RunScenario(TestPlan.First("Left"), TestPlan.First("Right"), TestPlan.Then("Join", 0, 1));

        run.Begin().Started().ShouldBe("Left/1, Right/1");
        NextMove half = run.Succeeds("Right", "\"r\"").Advance();
        half.Started().ShouldBeEmpty();
        half.Rows().ShouldBe("Right SUCCESS 1/0");
        NextMove whole = run.Succeeds("Left", "\"l\"").Advance();
        whole.Started().ShouldBe("Join/1");
        whole.Starts[0].Inputs[0].ShouldBe("\"l\"");
        whole.Starts[0].Inputs[1].ShouldBe("\"r\"");
    }

    [Fact]
    public void AnOrderWithoutDataHoldsAStepBackAndGivesItNothing()
    {
        var run = new RunScenario(TestPlan.First("One"), new StepPlan("Two") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], After = [0], Output = TestPlan.Text });

        run.Begin().Started().ShouldBe("One/1");
        NextMove move = run.Succeeds("One").Advance();
        move.Started().ShouldBe("Two/1");
        move.Starts[0].Inputs.ShouldHaveSingleItem().ShouldBe(new(WorkflowPlan.InputProducer, "\"input\""));
    }
}
