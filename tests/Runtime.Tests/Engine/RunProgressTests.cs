using System.Text.Json;
using Perdure.Coordination;
using Perdure.Runtime.Tests.Support;
using Perdure.Steps;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class RunProgressTests
{
    private static readonly RetryPolicy ThreeAttempts = new(3) { Delay = TimeSpan.FromSeconds(10), Factor = 2, MaxDelay = TimeSpan.FromMinutes(1) };

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
    public void ARetryWithoutAWaitWritesTheRowOfItsStartTogetherWithItsEvent()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("One", new RetryPolicy(3) { Delay = TimeSpan.Zero }));
        run.Begin();

        NextMove again = run.Fails("One", new IOException("once")).Advance();

        again.Rows().ShouldBe("One RUNNING 2/1");
        again.Events().ShouldEndWith("STEP_STARTED One/1, STEP_FAILED One/1, STEP_RETRY_SCHEDULED One/1, STEP_STARTED One/2");
        again.Started().ShouldBe("One/2");
        run.Lasts().Checkpoint.ShouldBeNull("it is told already");
        run.Succeeds("One").Advance().Events().ShouldBe("STEP_COMPLETED One/2, EXECUTION_COMPLETED, LOCK_RELEASED");
    }

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
    public void ARunThatEndsItsWorkersAgainAndAgainFailsBeforeAnythingIsStarted()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("One"), TestPlan.Then("Two", 0)).Restore("One", StepStatus.Running, attempt: 4);

        NextMove move = run.IsCondemned(limit: 5);

        move.Started().ShouldBeEmpty();
        move.Events().ShouldEndWith("STEP_CANCELLED One/4, EXECUTION_FAILED, LOCK_RELEASED");
        move.Checkpoint!.Error!.ShouldContain("perdure.resume");
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

    [Fact]
    public void AFailedStepFailsTheRunWithItsError()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0));
        run.Begin();

        NextMove move = run.Fails("One", new InvalidOperationException("broken", new FormatException("because"))).Advance();

        move.Events().ShouldBe("STEP_FAILED One/1, EXECUTION_FAILED, LOCK_RELEASED");
        move.Rows().ShouldBe("One FAILED 1/1");
        move.Checkpoint!.Status.ShouldBe(ExecutionStatus.Failed);
        using JsonDocument error = JsonDocument.Parse(move.Checkpoint.Error!);
        error.RootElement.GetProperty("type").GetString().ShouldBe("System.InvalidOperationException");
        error.RootElement.GetProperty("message").GetString().ShouldBe("broken");
        error.RootElement.GetProperty("step").GetString().ShouldBe("One");
        error.RootElement.GetProperty("attempt").GetInt32().ShouldBe(1);
        error.RootElement.GetProperty("inner").GetProperty("type").GetString().ShouldBe("System.FormatException");
        move.Checkpoint.Steps[0].Error.ShouldBe(move.Checkpoint.Error);
        move.Checkpoint.Events[0].Payload.ShouldBe(move.Checkpoint.Error);
    }

    [Fact]
    public void TheSiblingsOfAFailedStepSettleBeforeTheRunFails()
    {
        var run = new RunScenario(TestPlan.First("Left"), TestPlan.First("Right"), TestPlan.Then("After", 1));
        run.Begin();

        NextMove failed = run.Fails("Left", new InvalidOperationException("broken")).Advance();
        failed.Events().ShouldBe("STEP_FAILED Left/1");
        failed.Checkpoint!.Release.ShouldBeFalse();
        NextMove settled = run.Succeeds("Right").Advance();
        settled.Events().ShouldBe("STEP_COMPLETED Right/1, EXECUTION_FAILED, LOCK_RELEASED");
        settled.Started().ShouldBeEmpty();
    }

    [Fact]
    public void AfterAFailureASiblingIsNotRetriedAndOneThatWaitsIsCancelled()
    {
        var run = new RunScenario(TestPlan.First("Bad"), TestPlan.First("Waits", ThreeAttempts), TestPlan.First("FailsLater", ThreeAttempts));
        run.Begin();
        run.Fails("Waits", new IOException("once")).Advance();

        run.Fails("Bad", new InvalidOperationException("broken")).Advance().Events().ShouldBe("STEP_FAILED Bad/1, STEP_CANCELLED Waits/1");
        NextMove end = run.Fails("FailsLater", new IOException("too")).Advance();

        end.Events().ShouldBe("STEP_FAILED FailsLater/1, EXECUTION_FAILED, LOCK_RELEASED");
        end.Checkpoint!.Error!.ShouldContain("broken");
    }

    [Fact]
    public void AFailedAttemptThatMayBeRepeatedParksTheRunUntilItIsDue()
    {
        var run = new RunScenario(TestPlan.First("One", ThreeAttempts));
        run.Begin();

        NextMove move = run.Fails("One", new IOException("once")).Advance();

        move.Events().ShouldBe("STEP_FAILED One/1, STEP_RETRY_SCHEDULED One/1, EXECUTION_WAITING, LOCK_RELEASED");
        move.Rows().ShouldBe("One WAITING 1/1");
        move.Checkpoint!.Status.ShouldBe(ExecutionStatus.Waiting);
        move.Checkpoint.Release.ShouldBeTrue();
        move.Checkpoint.WakeIn.ShouldBe(TimeSpan.FromSeconds(10));
        move.Checkpoint.Steps[0].DueIn.ShouldBe(TimeSpan.FromSeconds(10));
        move.Checkpoint.Steps[0].Error!.ShouldContain("once");
    }

    [Fact]
    public void TheWaitsGrowAndTheLastFailureFailsTheRun()
    {
        var run = new RunScenario(3, null, TestPlan.First("One", ThreeAttempts)).Restore("One", StepStatus.Waiting, attempt: 1, failures: 1, dueIn: TimeSpan.Zero);
        run.Begin();

        run.Fails("One", new IOException("twice")).Advance().Checkpoint!.WakeIn.ShouldBe(TimeSpan.FromSeconds(20));
        run.Time.Advance(TimeSpan.FromSeconds(20));
        run.Advance().Started().ShouldBe("One/3");
        run.Fails("One", new IOException("thrice")).Advance().Events().ShouldBe("STEP_FAILED One/3, EXECUTION_FAILED, LOCK_RELEASED");
    }

    [Fact]
    public void WhileASiblingRunsAWaitIsKeptInMemory()
    {
        var run = new RunScenario(TestPlan.First("Waits", ThreeAttempts), TestPlan.First("Runs"));
        run.Begin();

        NextMove waiting = run.Fails("Waits", new IOException("once")).Advance();
        waiting.Checkpoint!.Release.ShouldBeFalse();
        run.NextDue.ShouldBe(TimeSpan.FromSeconds(10));
        run.Time.Advance(TimeSpan.FromSeconds(9));
        run.Advance().Checkpoint.ShouldBeNull();
        run.NextDue.ShouldBe(TimeSpan.FromSeconds(1));
        run.Time.Advance(TimeSpan.FromSeconds(1));
        run.Advance().Started().ShouldBe("Waits/2");
        run.NextDue.ShouldBeNull();
    }

    [Fact]
    public void ASuccessAfterAFailureForgetsTheError()
    {
        var run = new RunScenario(3, null, TestPlan.First("One", ThreeAttempts)).Restore("One", StepStatus.Waiting, attempt: 1, failures: 1, error: "{}", dueIn: TimeSpan.Zero);
        run.Begin();

        NextMove move = run.Succeeds("One").Advance();

        move.Rows().ShouldBe("One SUCCESS 2/1");
        move.Checkpoint!.Steps[0].Error.ShouldBeNull();
    }

    [Fact]
    public void ACancelledRunStartsNothingMoreAndEndsWhenItsStepsHave()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0));
        run.Begin();

        NextMove asked = run.IsCancelled().Advance();
        asked.Checkpoint.ShouldBeNull();
        NextMove end = run.IsInterrupted("One").Advance();

        end.Events().ShouldBe("STEP_CANCELLED One/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        end.Rows().ShouldBe("One CANCELLED 1/0");
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Cancelled);
        end.Checkpoint.ConsumedMessages.ShouldBe([1]);
    }

    [Fact]
    public void ARunWhoseOnlyStepIsCutOffIsCancelledAndHasNotSucceeded()
    {
        var run = new RunScenario(TestPlan.First("One"));
        run.Begin();

        NextMove end = run.IsCancelled().IsInterrupted("One").Advance();

        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Cancelled);
        end.Checkpoint.Output.ShouldBeNull();
    }

    [Fact]
    public void ARunWhoseLastStepWaitsIsCancelledAndHasNotSucceeded()
    {
        NextMove end = new RunScenario(5, null, TestPlan.First("One", ThreeAttempts))
            .Restore("One", StepStatus.Waiting, failures: 1, dueIn: TimeSpan.FromSeconds(5))
            .IsCancelled()
            .Begin();

        end.Events().ShouldBe("LOCK_ACQUIRED, EXECUTION_RESUMED, STEP_CANCELLED One/1, EXECUTION_CANCELLED, LOCK_RELEASED");
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Cancelled);
    }

    [Fact]
    public void ACancelBeforeTheFirstStepEndsTheRunWithoutOne()
    {
        NextMove end = new RunScenario(TestPlan.First("One")).IsCancelled().Begin();

        end.Events().ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, EXECUTION_CANCELLED, LOCK_RELEASED");
        end.Rows().ShouldBeEmpty();
    }

    [Fact]
    public void ACancelThatComesAfterTheLastResultIsTooLate()
    {
        var run = new RunScenario(TestPlan.First("One"));
        run.Begin();

        NextMove end = run.IsCancelled().Succeeds("One").Advance();

        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Success);
        end.Checkpoint.ConsumedMessages.ShouldBe([1], "a message that nobody will read must not stay");
    }

    [Fact]
    public void MessagesGoWithTheEndOfTheRunAndNotBefore()
    {
        var run = new RunScenario(TestPlan.First("Left"), TestPlan.First("Right"));
        run.Begin();

        run.IsCancelled().IsInterrupted("Left").Advance().Checkpoint!.ConsumedMessages.ShouldBeEmpty();
        run.IsCancelled().IsInterrupted("Right").Advance().Checkpoint!.ConsumedMessages.ShouldBe([1, 2]);
    }

    [Fact]
    public void AStoppingWorkerHandsTheRunBackAtOnceClaimable()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0));
        run.Begin();

        NextMove move = run.IsStopped().Succeeds("One").Advance();

        move.Events().ShouldBe("STEP_COMPLETED One/1, LOCK_RELEASED");
        move.Started().ShouldBeEmpty();
        move.Checkpoint!.Status.ShouldBe(ExecutionStatus.Running);
        move.Checkpoint.Release.ShouldBeTrue();
        move.Checkpoint.WakeIn.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void AnAttemptThatAStoppingWorkerCutsOffIsRepeatedAndNoFailure()
    {
        var run = new RunScenario(TestPlan.First("One"));
        run.Begin();

        NextMove move = run.IsStopped().IsInterrupted("One").Advance();

        move.Events().ShouldBe("STEP_RETRY_SCHEDULED One/1, LOCK_RELEASED");
        move.Rows().ShouldBe("One WAITING 1/0");
        move.Checkpoint!.WakeIn.ShouldBe(TimeSpan.Zero);
        move.Checkpoint.Steps[0].DueIn.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void AStoppingWorkerLeavesARunThatWaitsAnywayUntilItIsDue()
    {
        var run = new RunScenario(TestPlan.First("Waits", ThreeAttempts), TestPlan.First("Runs"));
        run.Begin();
        run.Fails("Waits", new IOException("once")).Advance();

        NextMove move = run.IsStopped().Succeeds("Runs").Advance();

        move.Events().ShouldBe("STEP_COMPLETED Runs/1, EXECUTION_WAITING, LOCK_RELEASED");
        move.Checkpoint!.Status.ShouldBe(ExecutionStatus.Waiting);
        move.Checkpoint.WakeIn.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void AgentEventsStandBetweenTheStartAndTheEndOfTheirAttempt()
    {
        var run = new RunScenario(new StepPlan("Ask") { Agent = "summarize", Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text });

        run.Begin().Events().ShouldEndWith("STEP_STARTED Ask/1, AGENT_INVOKED Ask/1");
        NextMove end = run.Succeeds("Ask", "\"a\"", new AgentCall("summarize", Answered: true, Declared: true)).Advance();

        end.Events().ShouldBe("AGENT_RESPONSE Ask/1, STEP_COMPLETED Ask/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        end.Checkpoint!.Events[0].Payload.ShouldBe("""{"agent":"summarize"}""");
        end.Checkpoint.Steps[0].Agent.ShouldBe("summarize");
    }

    [Fact]
    public void AnAgentThatDidNotAnswerHasNoResponse()
    {
        var run = new RunScenario(new StepPlan("Ask") { Agent = "summarize", Output = TestPlan.Text });
        run.Begin();

        run.Fails("Ask", new IOException("gone"), new AgentCall("summarize", Answered: false, Declared: true)).Advance().Events()
            .ShouldBe("STEP_FAILED Ask/1, EXECUTION_FAILED, LOCK_RELEASED");
    }

    [Fact]
    public void AgentsThatAStepTookAsParametersAreToldInTheOrderOfTheirCalls()
    {
        var run = new RunScenario(TestPlan.First("One"));
        run.Begin();

        NextMove end = run.Succeeds("One", "\"a\"", new AgentCall("first", Answered: true, Declared: false), new AgentCall("second", Answered: false, Declared: false)).Advance();

        end.Events().ShouldStartWith("AGENT_INVOKED One/1, AGENT_RESPONSE One/1, AGENT_INVOKED One/1, STEP_COMPLETED One/1");
    }

    [Fact]
    public void TheSnapshotCountsAndDoesNotGrowWithTheRun()
    {
        var run = new RunScenario(TestPlan.First("One"), TestPlan.Then("Two", 0), TestPlan.Then("Three", 1));
        string first = run.Begin().Checkpoint!.State!;
        run.Succeeds("One", $"\"{new string('x', 10_000)}\"").Advance();

        string later = run.Succeeds("Two").Advance().Checkpoint!.State!;

        first.ShouldBe("""{"steps":3,"settled_through":0,"running":1,"waiting":0,"succeeded":0,"failed":0,"cancelled":0}""");
        later.ShouldBe("""{"steps":3,"settled_through":2,"running":1,"waiting":0,"succeeded":2,"failed":0,"cancelled":0}""");
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

    [Fact]
    public void AfterATakeoverAFailedRunEndsWithItsErrorAndLeavesNoStepRunning()
    {
        NextMove end = new RunScenario(8, Guid.CreateVersion7(), TestPlan.First("Left"), TestPlan.First("Right"), TestPlan.First("NeverStarted"))
            .Restore("Left", StepStatus.Failed, failures: 1, error: """{"type":"T","message":"broken","step":"Left","attempt":1}""")
            .Restore("Right", StepStatus.Running)
            .Begin();

        end.Events().ShouldBe("LOCK_TAKEN_OVER, EXECUTION_RESUMED, STEP_CANCELLED Right/1, EXECUTION_FAILED, LOCK_RELEASED");
        end.Rows().ShouldBe("Right CANCELLED 1/0");
        end.Checkpoint!.Error!.ShouldContain("broken");
    }

    [Fact]
    public void AfterATakeoverACancelledRunLeavesNoStepRunning()
    {
        NextMove end = new RunScenario(4, Guid.CreateVersion7(), TestPlan.First("One")).Restore("One", StepStatus.Running).IsCancelled().Begin();

        end.Rows().ShouldBe("One CANCELLED 1/0");
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Cancelled);
    }
}
