using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Policies;

public sealed class PolicyTests
{
    [Theory]
    [InlineData("the step's own, before its agent's and its workflow's", "[Retry(5), Timeout(1s)]", "[Retry(4), Timeout(2s)]", "[Retry(3), Timeout(3s)]", 5, 1)]
    [InlineData("its agent's, before its workflow's", "", "[Retry(4), Timeout(2s)]", "[Retry(3), Timeout(3s)]", 4, 2)]
    [InlineData("its workflow's", "", "", "[Retry(3), Timeout(3s)]", 3, 3)]
    [InlineData("none", "", "", "", 0, 0)]
    [InlineData("a retry of its own with its agent's time-out", "[Retry(5)]", "[Timeout(2s)]", "[Retry(3), Timeout(3s)]", 5, 2)]
    [InlineData("one attempt, which takes a default back", "[Retry(1)]", "[Retry(4)]", "[Retry(3)]", 0, 0)]
    public void AStepHas(string what, string ofStep, string ofAgent, string ofWorkflow, int attempts, int seconds)
    {
        PlanStep step = Sketch.Plan($"""
            {ofWorkflow} Doc -> Out
            {ofStep} Write(Doc doc) -> Out by Writer
            agent Writer {ofAgent}: Doc -> Out
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        (step.Retry?.MaxAttempts ?? 0).ShouldBe(attempts, what);
        (step.Timeout ?? TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(seconds), what);
    }

    [Theory]
    [InlineData("the time of all attempts, from the attribute that gives that of each", "[Timeout(1s)]", "[Timeout(2s, Total = 20s)]", 1, 0)]
    [InlineData("its agent's", "", "[Timeout(2s, Total = 20s)]", 2, 20)]
    [InlineData("the time of all attempts alone", "[Timeout(Total = 10s)]", "[Timeout(2s)]", 0, 10)]
    public void ATotalGoesWithItsTimeout(string what, string ofStep, string ofAgent, int seconds, int total)
    {
        PlanStep step = Sketch.Plan($"""
            Doc -> Out
            {ofStep} Write(Doc doc) -> Out by Writer
            agent Writer {ofAgent}: Doc -> Out
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        (step.Timeout ?? TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(seconds), what);
        (step.TotalTimeout ?? TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(total), what);
    }

    [Fact]
    public void ARetryIsReadWithAllThatItSays()
    {
        PlanRetry retry = Sketch.Plan("""
            Doc -> Out
            [Retry(5, Delay = 250ms, Factor = 1.5, MaxDelay = 1m, Jitter = 0)] Write(Doc doc) -> Out
            """).ShouldBePlanned().Steps[0].Retry.ShouldNotBeNull();

        retry.ShouldBe(new PlanRetry(5, TimeSpan.FromMilliseconds(250), 1.5, TimeSpan.FromMinutes(1), 0, []));
    }

    [Theory]
    [InlineData("[Timeout(30)]", "PDR201 Write.Timeout: Step 'Write' has the time-out '30', which has no unit: did you mean '30s'")]
    [InlineData("[Timeout(24:00:00)]", "PDR201 Write.Timeout: Step 'Write' has the time-out '24:00:00', which is no duration such as '30s' or '1h30m': did you mean '24h'")]
    [InlineData("[Timeout(0s)]", "PDR201 Write.Timeout: Step 'Write' has the time-out '0s', which is zero")]
    [InlineData("[Timeout(-1s)]", "PDR201 Write.Timeout: Step 'Write' has the time-out '-1s', which is negative")]
    [InlineData("[Timeout(30s, Total = 10)]", "PDR201 Write.Timeout: Step 'Write' has the total time-out '10', which has no unit: did you mean '10s'")]
    [InlineData("[Timeout(Total = 0s)]", "PDR201 Write.Timeout: Step 'Write' has the total time-out '0s', which is zero")]
    [InlineData("[Timeout()]", "PDR230 Write.Timeout: Step 'Write' has a [Timeout] that says no time: name that of an attempt, as in [Timeout(\"30s\")], or the Total of all")]
    [InlineData("[Timeout(1m, Total = 59s)]", "PDR230 Write.Timeout: Step 'Write' has a [Timeout] that gives all attempts together '59s', less than the '1m' of each: no attempt could have its time")]
    [InlineData("[Timeout(1m, Total = 60s)]", "")]
    [InlineData("[Timeout(Total = 10m)]", "")]
    [InlineData("[Delay(soon)]", "PDR201 Write.Delay: Step 'Write' has the delay 'soon', which is no duration such as '30s' or '1h30m'")]
    [InlineData("[Delay(0s)]", "PDR201 Write.Delay: Step 'Write' has the delay '0s', which is zero")]
    [InlineData("[Retry(3, Delay = 10)]", "PDR201 Write.Retry: Step 'Write' has the delay '10', which has no unit: did you mean '10s'")]
    [InlineData("[Retry(3, MaxDelay = soon)]", "PDR201 Write.Retry: Step 'Write' has the longest delay 'soon', which is no duration such as '30s' or '1h30m'")]
    [InlineData("[Retry(0)]", "PDR202 Write.Retry: Step 'Write' has a retry with 0 attempts, which is less than one")]
    [InlineData("[Retry(-1)]", "PDR202 Write.Retry: Step 'Write' has a retry with -1 attempts, which is less than one")]
    [InlineData("[Retry(3, Factor = 0.5)]", "PDR202 Write.Retry: Step 'Write' has a retry with 0.5 as its factor, which is less than one or without bounds")]
    [InlineData("[Retry(3, Factor = NaN)]", "PDR202 Write.Retry: Step 'Write' has a retry with NaN as its factor, which is less than one or without bounds")]
    [InlineData("[Retry(3, Factor = Infinity)]", "PDR202 Write.Retry: Step 'Write' has a retry with Infinity as its factor, which is less than one or without bounds")]
    [InlineData("[Retry(3, Jitter = 1.5)]", "PDR202 Write.Retry: Step 'Write' has a retry with 1.5 as its jitter, which is not between 0 and 1")]
    [InlineData("[Retry(3, Jitter = -0.1)]", "PDR202 Write.Retry: Step 'Write' has a retry with -0.1 as its jitter, which is not between 0 and 1")]
    [InlineData("[Retry(3, Delay = 10m)]", "PDR202 Write.Retry: Step 'Write' has a retry with a delay of '10m', which is longer than its longest delay '5m'")]
    [InlineData("[Retry(3, Delay = 0s, Factor = 1, Jitter = 1)]", "")]
    [InlineData("[Retry(3, Delay = 5m, Jitter = 0)]", "")]
    public void AWrongPolicyIsAnError(string marks, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        {marks} Write(Doc doc) -> Out
        """,
        expected);

    [Fact]
    public void AWrongPolicyOfAnAgentIsOneMistakeHoweverManyStepsCallIt() => FindingCases.ShouldFind(
        """
        Doc -> Out
        Check(Doc doc)
        Write(Doc doc) -> Draft by Writer
        Again(Doc doc) by Writer
        End(Draft draft) -> Out
        agent Writer [Timeout(30), Retry(0)]: Doc -> Draft
        """,
        """
        PDR201 Write.Step: Agent 'Writer' has the time-out '30', which has no unit: did you mean '30s'
        PDR202 Write.Step: Agent 'Writer' has a retry with 0 attempts, which is less than one
        """);

    [Fact]
    public void AWrongPolicyOfAWorkflowIsOneMistakeHoweverManyStepsItHas() => FindingCases.ShouldFind(
        """
        [Retry(0), Timeout(5)] Doc -> Out
        Check(Doc doc)
        Write(Doc doc) -> Out
        """,
        """
        PDR202 workflow.Retry: Workflow 'Sketched' has a retry with 0 attempts, which is less than one
        PDR201 workflow.Timeout: Workflow 'Sketched' has the time-out '5', which has no unit: did you mean '5s'
        """);

    [Fact]
    public void ADelayIsTheStepsOwn() => Sketch.Plan("""
        Doc -> Out
        [Delay(1h30m)] Write(Doc doc) -> Out
        """).ShouldBePlanned().Steps.ShouldHaveSingleItem().Delay.ShouldBe(TimeSpan.FromMinutes(90));

    [Fact]
    public void WhatWasMeantIsThereForTheCodeFix()
    {
        Finding finding = Sketch.Plan("""
            Doc -> Out
            [Retry(3, MaxDelay = 60)] Write(Doc doc) -> Out
            """).Findings.ShouldHaveSingleItem();

        finding.Property(FindingProperties.Written).ShouldBe("60");
        finding.Property(FindingProperties.Suggestion).ShouldBe("1m");
    }
}
