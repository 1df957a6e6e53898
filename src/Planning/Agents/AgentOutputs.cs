namespace Perdure.Planning;

/// <summary>Sees that declared steps return what their agents do, or nothing. The nullability of a reference aside, which the compiler warns of and nothing breaks on; a value has no null to hand on.</summary>
internal static class AgentOutputs
{
    public static void Check(WorkflowDescription workflow, AgentMismatches mismatches, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (description.Agent is not { } agent || description.Returns is not { } returns || IsSame(agent.Output, returns)) continue;
            mismatches.AddProducer(step);
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

    private static bool IsSame(TypeDescription? output, TypeDescription returns) =>
        output?.Key == returns.Key && (!returns.IsValueType || !TypeFit.MayBeUnwantedNull(output, returns));
}
