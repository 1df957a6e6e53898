using System.Text.Json;
using Perdure.Coordination;
using Perdure.Coordination.Progress;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What a failed attempt does to its step, to the steps beside it and to its run.</summary>
public sealed class RunProgressFailureTests
{
    private static readonly RetryPolicy ThreeAttempts = new(3) { Delay = TimeSpan.FromSeconds(10), Factor = 2, MaxDelay = TimeSpan.FromMinutes(1) };

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
    public void ARunThatEndsItsWorkersAgainAndAgainFailsBeforeAnythingIsStarted()
    {
        RunScenario run = RunScenario.OfCode(TestPlan.First("One"), TestPlan.Then("Two", 0)).Restore("One", StepStatus.Running, attempt: 4);

        NextMove move = run.IsCondemned(limit: 5);

        move.Started().ShouldBeEmpty();
        move.Events().ShouldEndWith("STEP_CANCELLED One/4, EXECUTION_FAILED, LOCK_RELEASED");
        move.Checkpoint!.Error!.ShouldContain("perdure.retry");
    }

    [Fact]
    public void AnItemThatIsCutOffWhileItsMapFailsIsNotStartedAgain()
    {
        RunScenario run = RunScenario.Of(PartsPlan.Map(
            "map", static (_, _) => throw new InvalidOperationException("Nothing runs here"), 0, PartsPlan.Each("Do", new MapPlan(WorkflowPlan.InputProducer), isRecordedFirst: true)));
        run.Begin();
        run.Maps("Do", "\"a\"", "\"b\"").Advance().Started().ShouldBe("Do/1, Do/1");

        run.ItemFails("Do", 1, new IOException("broken")).Advance().Rows().ShouldBe("Do FAILED 1/1");
        NextMove end = run.ItemIsInterrupted("Do", 2).Advance();

        end.Started().ShouldBeEmpty();
        end.Rows().ShouldBe("Do FAILED 1/1, Do CANCELLED 1/0");
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Failed);
    }

    [Fact]
    public void WhatCompletesBeforeItHasARowIsUndoneToo()
    {
        RunScenario run = RunScenario.OfCode(UndoPlan.Step("Book"), TestPlan.First("Fail"));
        run.Begin();
        run.Fails("Fail", new IOException("broken")).Advance();

        NextMove next = run.Succeeds("Book").Advance();

        next.Rows().ShouldBe("Book SUCCESS 1/0");
        next.Checkpoint!.Release.ShouldBeFalse();
        next.Needs.ShouldHaveSingleItem().Kind.ShouldBe(RunNeedKind.Courses);
    }
}
