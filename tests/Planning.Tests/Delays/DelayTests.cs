using Perdure.Planning.Tests.Sketching;
using Shouldly;

namespace Perdure.Planning.Tests.Delays;

public sealed class DelayTests
{
    [Fact]
    public void AStepWaitsForWhatSaysHowLongItWaits()
    {
        PlanModel plan = Sketch.Plan("""
            Doc -> Out
            [Delay(By = UntilDue)] Write(Doc doc) -> Out
            Read(Doc doc) -> Due
            delay UntilDue(Due due, Doc doc)
            """).ShouldBePlanned();

        plan.Steps.Select(step => step.Method).ShouldBe(["Read", "Write"]);
        PlanPredicate delay = plan.Steps[1].DelayBy.ShouldNotBeNull();
        delay.Method.ShouldBe("UntilDue");
        delay.Arguments.Select(argument => argument.Producer).ShouldBe([0, PlanArgument.Input]);
        plan.Steps[1].Level.ShouldBe(1);
    }

    [Theory]
    [InlineData("[Delay(By = UntilDue)]", "", "")]
    [InlineData("[Delay(By = UntilDu)]", "", "PDR232 Write.Delay: Step 'Write' has a [Delay] that names 'UntilDu', which is no method of 'Sketched': did you mean 'UntilDue'")]
    [InlineData("[Delay(By = At)]", "", "PDR232 Write.Delay: Step 'Write' has a [Delay] that names 'At', which is no method of 'Sketched' but a member of 'Due' that 'Read' returns: write a method that returns it")]
    [InlineData("[Delay(By = Read)]", "", "PDR232 Write.Delay: Step 'Write' has a [Delay] that names 'Read', which is a step: a method that is none takes its result")]
    [InlineData("[Delay(1h, By = UntilDue)]", "", "PDR232 Write.Delay: Step 'Write' has a [Delay] that names both '1h' and 'UntilDue': leave one of them out")]
    [InlineData("[Delay()]", "", "PDR232 Write.Delay: Step 'Write' has a [Delay] that says no time: name a duration, as in [Delay(\"1h\")], or a method, as in [Delay(By = nameof(…))]")]
    [InlineData("[Delay(By = UntilDue)]", " ! returns 'int', not 'TimeSpan' or 'DateTimeOffset'", "PDR232 UntilDue: Delay 'UntilDue' returns 'int', not 'TimeSpan' or 'DateTimeOffset'")]
    public void AWrongDelayIsAnError(string marks, string problem, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        Read(Doc doc) -> Due
        [After(Read), {marks[1..^1]}] Write(Doc doc) -> Out
        delay UntilDue(Due due){problem}
        members Due: Time At
        """,
        expected);

    [Fact]
    public void WhatSaysHowLongTakesDataAsStepsDo() => FindingCases.ShouldFind(
        """
        Doc -> Out
        [Delay(By = UntilDue)] Write(Doc doc) -> Out
        delay UntilDue(Due due)
        """,
        "PDR101 UntilDue(due).Type: Delay 'UntilDue' takes 'Due', which neither the workflow's input nor another step returns");

    [Fact]
    public void AStepThatWaitsByTheResultOfWhatTakesItsOwnGoesRound() => FindingCases.ShouldFind(
        """
        Doc -> Out
        [Delay(By = UntilDue)] Write(Doc doc) -> Out
        Read(Out out) -> Due
        delay UntilDue(Due due)
        """,
        "PDR105 Write: Steps form a cycle: 'Write' → 'Read' → 'UntilDue' → 'Write'");

    [Fact]
    public void AStepIsSkippedWithWhatSaysHowLongItWaits() => FindingCases.ShouldFind(
        """
        Doc -> Out
        [When(IsDue)] Read(Doc doc) -> Due
        [Delay(By = UntilDue)] Write(Doc doc) -> Out
        predicate IsDue(Doc doc)
        delay UntilDue(Due due)
        """,
        "PDR118 workflow: Workflow 'Sketched' returns 'Out', but 'Write' can be skipped with 'Read': return 'Out?', or let another step return it then");
}
