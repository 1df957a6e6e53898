using Perdure.Planning.Tests.Sketching;
using Shouldly;

namespace Perdure.Planning.Tests.Policies;

public sealed class RunTimeoutTests
{
    [Theory]
    [InlineData("2h", "", "")]
    [InlineData("2", "", "PDR201 workflow.RunTimeout: Workflow 'Sketched' has the run time-out '2', which has no unit: did you mean '2s'")]
    [InlineData("0s", "", "PDR201 workflow.RunTimeout: Workflow 'Sketched' has the run time-out '0s', which is zero")]
    [InlineData("2h", "[Timeout(2h)]", "")]
    [InlineData("2h", "[Timeout(1m, Total = 120m)]", "")]
    [InlineData("2h", "[Timeout(3h)]", "PDR231 Write.Timeout: Step 'Write' has a time-out of '3h', but a run of 'Sketched' is over after '2h'")]
    [InlineData("2h", "[Timeout(1m, Total = 3h)]", "PDR231 Write.Timeout: Step 'Write' has a total time-out of '3h', but a run of 'Sketched' is over after '2h'")]
    [InlineData("2h", "[Delay(119m)]", "")]
    [InlineData("2h", "[Delay(2h)]", "PDR231 Write.Delay: Step 'Write' has a delay of '2h', but a run of 'Sketched' is over after '2h'")]
    public void ARunHasItsTime(string limit, string marks, string expected)
    {
        WorkflowDescription workflow = Sketch.Of($"""
            Doc -> Out
            {marks} Write(Doc doc) -> Out
            """).Workflow with { RunTimeout = limit };

        PlanResult result = Planner.Plan(workflow, Sketch.Of("Doc -> Out"));

        result.Findings.Select(finding => finding.Told(workflow)).ShouldBe(expected.Length == 0 ? [] : [expected]);
        if (limit == "2h") result.Plan.ShouldNotBeNull().Timeout.ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public void ADefaultOfTheWorkflowIsNotMeantForOneStep() => Planner.Plan(
        Sketch.Of("""
            [Timeout(3h)] Doc -> Out
            Write(Doc doc) -> Out
            """).Workflow with { RunTimeout = "2h" },
        Sketch.Of("Doc -> Out")).Findings.ShouldBeEmpty();
}
