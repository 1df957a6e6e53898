namespace Perdure.Planning;

/// <summary>Sees that declared steps return what their agents or child workflows do, or nothing. The nullability of a reference aside, which the compiler warns of and nothing breaks on; a value has no null to hand on.</summary>
internal static class AgentOutputs
{
    public static void Check(WorkflowDescription workflow, AgentMismatches mismatches, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (Callee.Of(description) is not { } callee || description.Returns is not { } returns || IsSame(callee.Output, returns)) continue;
            mismatches.AddProducer(step);
            if (callee.Output is { } output) mismatches.Add(output);
            findings.Add(
                Rules.AgentOutputDiffers,
                new Place(step, Part: PlacePart.Returns),
                description.Method,
                returns.DisplayWithNullability,
                callee.Class,
                callee.Output is null ? "nothing" : Wording.Quoted(callee.Output.DisplayWithNullability));
        }
    }

    private static bool IsSame(TypeDescription? output, TypeDescription returns) =>
        output?.Key == returns.Key && (!returns.IsValueType || !TypeFit.MayBeUnwantedNull(output, returns));
}
