namespace Perdure.Planning.Tests.Sketching;

/// <summary>Asserts all that a sketch is found wrong with; what is not asserted fails the test.</summary>
internal static class FindingCases
{
    /// <summary>Asserts the findings, one line each; none where nothing is expected. There is a plan if, and only if, none of them is an error.</summary>
    public static void ShouldFind(string sketch, string expected)
    {
        var read = Sketch.Of(sketch);
        PlanResult result = Planner.Plan(read.Workflow, read);
        string[] lines = [.. expected.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        result.Findings.Select(finding => finding.Told(read.Workflow)).ShouldBe(lines);
        (result.Plan is null).ShouldBe(result.Findings.Any(finding => finding.Rule.Severity == Severity.Error));
    }
}
