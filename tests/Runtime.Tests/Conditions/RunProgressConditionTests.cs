using Perdure.Coordination.Progress;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;
using static Perdure.Runtime.Tests.Support.DecidingPlan;

namespace Perdure.Runtime.Tests.Conditions;

/// <summary>When predicates are asked, what is told of their verdicts, and which steps are skipped.</summary>
public sealed class RunProgressConditionTests
{
    private static readonly PredicatePlan[] IsBig = [OfInput("IsBig")];

    [Fact]
    public void APredicateIsAskedOnceItsDataIsThereAndItsVerdictIsToldWithWhatFollows()
    {
        RunScenario run = Scenario(IsBig, TestPlan.First("Yes").If(When(0)), TestPlan.First("No").If(Unless(0)));

        NextMove begin = run.Begin();
        begin.Asked().ShouldBe("IsBig");
        begin.Starts.ShouldBeEmpty();
        run.Advance().Asks.ShouldBeEmpty("it is being asked");
        NextMove next = run.Says("IsBig", true).Advance();

        next.Events().ShouldBe("EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, PREDICATE_EVALUATED, STEP_SKIPPED No/0");
        next.Rows().ShouldBe("No SKIPPED 0/0");
        next.Started().ShouldBe("Yes/1", "after the checkpoint");
        next.Checkpoint!.State!.ShouldContain("\"skipped\":1,\"verdicts\":{\"IsBig\":true}}");
        next.Checkpoint.Events[^1].Payload.ShouldBe("""{"predicate":"IsBig","verdict":"true"}""");
        NextMove end = run.Succeeds("Yes").Advance();
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Success);
        end.Checkpoint.State!.ShouldNotContain("verdicts", customMessage: "no step waits for it any more");
    }

    [Fact]
    public void AVerdictAloneIsWrittenBeforeAStepOfPureCodeBuildsOnIt()
    {
        RunScenario run = Scenario(IsBig, TestPlan.First("Yes").If(When(0)));
        run.Begin();

        NextMove next = run.Says("IsBig", true).Advance();

        next.Checkpoint.ShouldNotBeNull().Events.ShouldContain(entry => entry.Type == "PREDICATE_EVALUATED");
        next.Started().ShouldBe("Yes/1");
    }

    [Fact]
    public void ASkipPassesAlongNonNullableParametersInOneCheckpoint()
    {
        RunScenario run = Scenario(
            IsBig,
            TestPlan.First("One").If(When(0)),
            TestPlan.Then("Two", 0),
            TestPlan.Then("Three", 1),
            new StepPlan("Four") { Inputs = [new StepInput("three", 2) { IsOptional = true }], Output = TestPlan.Text },
            new StepPlan("Five") { After = [2], Output = TestPlan.Text });
        run.Begin();

        NextMove next = run.Says("IsBig", false).Advance();

        next.Rows().ShouldBe("One SKIPPED 0/0, Two SKIPPED 0/0, Three SKIPPED 0/0");
        next.Started().ShouldBe("Four/1, Five/1");
        next.Starts[0].Inputs.ShouldBeEmpty();
        next.Checkpoint!.Events.Where(entry => entry.Type == "STEP_SKIPPED").Select(entry => entry.Payload)
            .ShouldBe(["""{"predicate":"IsBig","verdict":"false"}""", """{"skipped":"One"}""", """{"skipped":"Two"}"""]);
    }

    [Fact]
    public void TenThousandStepsAreSkippedAtOnce()
    {
        StepPlan[] steps = [TestPlan.First("S0").If(When(0)), .. Enumerable.Range(1, 9_999).Select(i => TestPlan.Then($"S{i}", i - 1))];
        RunScenario run = Scenario(IsBig, steps);
        run.Begin();

        NextMove next = run.Says("IsBig", false).Advance();

        next.Checkpoint!.Steps.Count.ShouldBe(10_000);
        next.Checkpoint.Status.ShouldBe(ExecutionStatus.Success);
        next.Checkpoint.Output.ShouldBeNull();
    }

    [Fact]
    public void AMergeTakesFromTheProducerThatIsThere()
    {
        RunScenario run = Scenario(
            IsBig,
            TestPlan.First("Yes").If(When(0)),
            TestPlan.First("No").If(Unless(0)),
            new StepPlan("End") { Inputs = [new StepInput("text", 0) { Producers = [0, 1] }], Output = TestPlan.Text });
        run.Begin();
        run.Says("IsBig", false).Advance();

        NextMove next = run.Succeeds("No", "\"no\"").Advance();

        next.Starts.ShouldHaveSingleItem().Inputs.ShouldBe(new Dictionary<int, StoredPayload?> { [1] = "\"no\"" });
        NextMove end = run.Succeeds("End").Advance();
        end.Checkpoint!.Steps.ShouldHaveSingleItem().Input.ShouldBe("""{"text":{"step":"No"}}""");
    }

    [Fact]
    public void AResultThatNobodyTakesAnyMoreIsRecordedAllTheSame()
    {
        RunScenario run = Scenario(IsBig, TestPlan.First("One"), TestPlan.Then("Two", 0).If(When(0)));
        run.Begin();
        run.Says("IsBig", false).Advance();

        NextMove next = run.Succeeds("One", "\"kept\"").Advance();

        next.Rows().ShouldBe("One SUCCESS 1/0, Two SKIPPED 0/0");
        next.Checkpoint!.Steps[0].Output.ShouldBe("\"kept\"");
    }

    [Fact]
    public void APredicateWhoseDataWasSkippedIsNotAskedAndItsStepsAreSkipped()
    {
        RunScenario run = Scenario(
            [OfInput("IsBig"), Over("IsGood", 0)], TestPlan.First("One").If(When(0)), TestPlan.First("Yes").If(When(1)), TestPlan.First("No").If(Unless(1)));
        run.Begin().Asked().ShouldBe("IsBig");

        NextMove next = run.Says("IsBig", false).Advance();

        next.Asks.ShouldBeEmpty();
        next.Rows().ShouldBe("One SKIPPED 0/0, Yes SKIPPED 0/0, No SKIPPED 0/0");
        next.Checkpoint!.Status.ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public void APredicateWhoseStepsHaveAllSettledIsNotAskedByALaterHolder()
    {
        RunScenario run = RunScenario.Of(Plan([Over("IsGood", 0)], TestPlan.First("One"), TestPlan.First("Yes").If(When(0)), TestPlan.First("Last")), lastSeq: 9)
            .Restore("One", StepStatus.Success, output: "\"x\"")
            .Restore("Yes", StepStatus.Skipped, attempt: 0);

        run.State.NeededOutputs().ShouldBeEmpty("nobody reads what only the predicate took");
        NextMove next = run.Begin();

        next.Asks.ShouldBeEmpty();
        next.Started().ShouldBe("Last/1");
    }

    [Fact]
    public void ALaterHolderUsesTheRecordedVerdict()
    {
        RunScenario run = RunScenario.Of(Plan(IsBig, TestPlan.First("One"), TestPlan.Then("Yes", 0).If(When(0)), TestPlan.Then("No", 0).If(Unless(0))), lastSeq: 9)
            .Restore("One", StepStatus.Success, output: "\"x\"");
        run.State.RestoreSnapshot("""{"steps":3,"verdicts":{"IsBig":false}}""");

        NextMove next = run.Begin();

        next.Asks.ShouldBeEmpty();
        next.Started().ShouldBe("No/1");
        next.Rows().ShouldBe("Yes SKIPPED 0/0");
    }

    [Fact]
    public void AStepThatWasStartedBeforeGoesOnWhateverIsKnownOfItsVerdict()
    {
        NextMove next = RunScenario.Of(Plan(IsBig, TestPlan.First("Yes").If(When(0)), TestPlan.First("No").If(Unless(0))), lastSeq: 9)
            .Restore("Yes", StepStatus.Running)
            .Restore("No", StepStatus.Skipped, attempt: 0)
            .Says("IsBig", false)
            .Begin();

        next.Started().ShouldBe("Yes/2");
    }

    [Fact]
    public void AVerdictOfAPredicateThatThePlanDoesNotHaveIsNamed() =>
        Should.Throw<State.PlanMismatchException>(() => Scenario(IsBig, TestPlan.First("Yes").If(When(0))).State.RestoreSnapshot("""{"verdicts":{"IsOld":true}}"""))
            .Message.ShouldContain("'IsOld'");

    [Fact]
    public void AFailedPredicateFailsTheRunOnceNothingRunsAnyMore()
    {
        RunScenario run = Scenario(IsBig, TestPlan.First("One"), TestPlan.First("Yes").If(When(0)));
        run.Begin();

        run.DoesNotSay("IsBig", new InvalidOperationException("broken")).Advance().Checkpoint.ShouldBeNull("One still runs");
        NextMove end = run.Succeeds("One").Advance();

        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Failed);
        end.Checkpoint.Error!.ShouldContain("broken");
    }

    [Fact]
    public void AStoppingWorkerHandsARunBackWhosePredicateIsToBeAsked()
    {
        RunScenario run = Scenario(IsBig, TestPlan.First("Yes").If(When(0)));
        run.Begin();

        run.IsStopped().Advance().Checkpoint.ShouldBeNull("it is being asked");
        NextMove end = run.DoesNotSay("IsBig").Advance();

        end.Checkpoint!.Release.ShouldBeTrue();
        end.Checkpoint.WakeIn.ShouldBe(TimeSpan.Zero);
        end.Checkpoint.Status.ShouldBe(ExecutionStatus.Running);
    }

    [Fact]
    public void ACancelledRunEndsOnceThePredicateIsCutOff()
    {
        RunScenario run = Scenario(IsBig, TestPlan.First("Yes").If(When(0)));
        run.Begin();

        run.IsCancelled().Advance().Checkpoint.ShouldBeNull();
        run.DoesNotSay("IsBig").Advance().Checkpoint!.Status.ShouldBe(ExecutionStatus.Cancelled);
    }

    private static RunScenario Scenario(PredicatePlan[] predicates, params StepPlan[] steps) => RunScenario.Of(Plan(predicates, steps));

    private static WorkflowPlan<string, string> Plan(PredicatePlan[] predicates, params StepPlan[] steps) =>
        DecidingPlan.Of("deciding", static (_, _) => throw new InvalidOperationException("Nothing runs here"), static (_, _) => throw new InvalidOperationException("Nothing is asked here"), predicates, steps);

    [Fact]
    public void WhyARunFailsIsRecordedWithWhatItCancelsAndALaterHolderDoesNotAskAgain()
    {
        StepPlan[] steps = [TestPlan.First("Runs"), TestPlan.First("Waits", new RetryPolicy(3) { Delay = TimeSpan.FromHours(1) }), TestPlan.First("Yes").If(When(0))];
        RunScenario run = Scenario(IsBig, steps);
        run.Begin();
        run.Fails("Waits", new IOException("once")).Advance();

        NextMove failed = run.DoesNotSay("IsBig", new InvalidOperationException("broken")).Advance();
        failed.Rows().ShouldBe("Waits CANCELLED 1/1");
        RunScenario later = RunScenario.Of(Plan(IsBig, steps), lastSeq: 9).Restore("Waits", StepStatus.Cancelled, failures: 1);
        later.State.RestoreSnapshot(failed.Checkpoint!.State!);
        NextMove end = later.Begin();

        end.Asks.ShouldBeEmpty();
        end.Checkpoint!.Status.ShouldBe(ExecutionStatus.Failed);
        end.Checkpoint.Error!.ShouldContain("broken");
    }

    [Fact]
    public void ARunThatIsRetriedByHandHasNoFailureAnyMore()
    {
        RunScenario run = RunScenario.Of(Plan(IsBig, TestPlan.First("Yes").If(When(0))), lastSeq: 9);
        run.State.RestoreSnapshot("""{"steps":1,"failure":null}""");

        run.Begin().Asked().ShouldBe("IsBig");
    }
}
