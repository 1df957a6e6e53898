namespace Perdure.Planning;

/// <summary>Judges what steps say of child workflows.</summary>
internal static class ChildRules
{
    public static void Check(WorkflowDescription workflow, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (description is { AbandonsChild: true, Agent: { } agent }) findings.Add(Rules.ParentCloseWithoutChild, new Place(step), [description.Method, agent.Class], [], (FindingProperties.LeaveOut, "ParentClose"));
        }
    }
}
