namespace Perdure.Planning;

/// <summary>Sees that declared steps return what their agents do, nullability aside, or nothing.</summary>
internal static class AgentOutputs
{
    public static void Check(WorkflowDescription workflow, AgentMismatches mismatches, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (description.Agent is not { } agent || description.Returns is not { } returns || agent.Output?.Key == returns.Key) continue;
            if (agent.Output is { } output) mismatches.Add(output);
            findings.Add(
                Rules.AgentOutputDiffers,
                new Place(step, Part: PlacePart.Returns),
                description.Method,
                returns.DisplayWithNullability,
                agent.Class,
                agent.Output is null ? "nothing" : Wording.Quoted(agent.Output.DisplayWithNullability));
        }
    }
}
