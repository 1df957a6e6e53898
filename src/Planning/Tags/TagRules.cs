namespace Perdure.Planning;

/// <summary>Judges the tags of steps: what a run is found by is a short text.</summary>
internal static class TagRules
{
    private const int LongestName = 100;

    public static void Check(WorkflowDescription workflow, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (description.Tag is { } tag && FindProblem(description, tag) is { } problem)
                findings.Add(Rules.BadTag, new Place(step, Part: PlacePart.Tag), description.Method, tag.Name, problem);
        }
    }

    private static string? FindProblem(StepDescription step, TagDescription tag)
    {
        if (tag.Name.Length is 0 or > LongestName) return "a tag's name has from 1 to 100 characters";
        if (step.Returns is not { } returns) return "it returns nothing";
        return tag.IsScalar ? null : $"it returns '{returns.Display}', which is no text, number, bool, enum or Guid";
    }
}
