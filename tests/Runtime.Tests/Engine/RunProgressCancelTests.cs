using Perdure.Coordination;
using Perdure.Coordination.Progress;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>How a run ends, or is let go of, because somebody asked it to end or its worker stops.</summary>
public sealed class RunProgressCancelTests
{
    private static readonly RetryPolicy ThreeAttempts = new(3) { Delay = TimeSpan.FromSeconds(10), Factor = 2, MaxDelay = TimeSpan.FromMinutes(1) };

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
    public void AfterATakeoverACancelledRunLeavesNoStepRunning()
    {
        NextMove end = new RunScenario(4, Guid.CreateVersion7(), TestPlan.First("One")).Restore("One", StepStatus.Running).IsCancelled().Begin();

        end.Rows().ShouldBe("One CANCELLED 1/0");
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Cancelled);
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
}
