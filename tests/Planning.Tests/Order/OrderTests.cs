using System.Globalization;
using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Order;

public sealed class OrderTests
{
    [Theory]
    [InlineData("as declared where nothing ties them", """
        Doc -> Out
        C(Doc doc) -> Out
        A(Doc doc)
        B(Doc doc)
        """, "C0 A0 B0")]
    [InlineData("after what it takes, wherever that is declared", """
        Doc -> Out
        End(Two two) -> Out
        Second(One one) -> Two
        First(Doc doc) -> One
        """, "First0 Second1 End2")]
    [InlineData("no later than it must", """
        Doc -> Out
        Late(One one) -> Out
        Free(Doc doc)
        First(Doc doc) -> One
        AlsoFree(Doc doc)
        """, "Free0 First0 Late1 AlsoFree0")]
    [InlineData("one level above the highest that it waits for", """
        Doc -> Out
        First(Doc doc) -> One
        Second(One one) -> Two
        Side(Doc doc) -> Three
        End(Two two, Three three) -> Out
        """, "First0 Second1 Side0 End2")]
    [InlineData("[After] counts like data", """
        Doc -> Out
        [After(Second)] Last(Doc doc) -> Out
        First(Doc doc)
        [After(First)] Second(Doc doc)
        """, "First0 Second1 Last2")]
    public void StepsStand(string what, string sketch, string expected)
    {
        PlanModel plan = Sketch.Plan(sketch).ShouldBePlanned();
        string.Join(' ', plan.Steps.Select(step => step.Method + step.Level.ToString(CultureInfo.InvariantCulture))).ShouldBe(expected, what);
    }

    [Fact]
    public void PositionsAreThoseOfThePlanAndNotOfTheDescription()
    {
        PlanModel plan = Sketch.Plan("""
            Doc -> Out
            [After(Audit)] End(Two two) -> Out
            Second(One one) -> Two
            Audit(Doc doc)
            First(Doc doc) -> One
            """).ShouldBePlanned();

        plan.Steps.Select(step => step.Method).ShouldBe(["Audit", "First", "Second", "End"]);
        plan.Steps[3].Arguments[0].Producer.ShouldBe(2);
        plan.Steps[3].After.ShouldBe([0]);
        plan.Result.ShouldBe(3);
    }

    [Fact]
    public void WhatAStepRunsAfterIsAscendingInThePlanAsWell()
    {
        PlanStep last = Sketch.Plan("""
            Doc -> Out
            [After(First)] Second(Doc doc)
            First(Doc doc)
            [After(Second), After(First)] Last(Doc doc) -> Out
            """).ShouldBePlanned().Steps[2];

        last.Method.ShouldBe("Last");
        last.After.ShouldBe([0, 1]);
    }

    [Fact]
    public void TheSameDescriptionGivesAnEqualResult()
    {
        const string Text = """
            Doc -> Out
            [Retry(3), Timeout(30s)] Summarize(Doc doc) -> Summary by SummarizeAgent
            End(Summary summary, Doc doc) -> Out
            agent SummarizeAgent: Doc -> Summary
            """;

        PlanResult first = Sketch.Plan(Text);
        first.ShouldBe(Sketch.Plan(Text));
        first.GetHashCode().ShouldBe(Sketch.Plan(Text).GetHashCode());
        first.ShouldNotBe(Sketch.Plan(Text.Replace("Retry(3)", "Retry(4)", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnEmptyWorkflowHasAnEmptyPlan() => Sketch.Plan("Doc ->").ShouldBePlanned().Steps.ShouldBeEmpty();
}
