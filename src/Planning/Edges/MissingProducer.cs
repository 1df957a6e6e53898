namespace Perdure.Planning;

/// <summary>Says that nothing produces a parameter, and what comes near.</summary>
internal sealed class MissingProducer(WorkflowDescription workflow, ProducerIndex producers, AgentMismatches mismatches, ITypeConversions conversions, FindingList findings)
{
    /// <summary>Reports a parameter of a type that nothing else has, unless that follows from a mistake that is reported already.</summary>
    public void Report(Place place)
    {
        ParameterDescription parameter = workflow.Parameters(place.Step)[place.Parameter];
        if (mismatches.Explain(parameter.Type)) return;
        int[] converting = [.. producers.Others(place.Step).Where(p => TypeFit.Assigns(producers.Type(p)!, parameter.Type, conversions))];
        string nobody = workflow.Input is null ? "no other step returns" : "neither the workflow's input nor another step returns";
        string? hint = Hint(place, parameter, converting);
        Report(place, parameter.Type, hint is null ? nobody : $"{nobody}; {hint}", converting);
    }

    /// <summary>Reports a parameter that only steps fit which come after it.</summary>
    public void ReportAllLater(Place place, int[] fitting)
    {
        string who = Wording.Several([.. fitting.Select(producers.Quoted)]);
        Report(place, workflow.Parameters(place.Step)[place.Parameter].Type, $"only later steps return: {who} build on '{workflow.Method(place.Step)}'", []);
    }

    private void Report(Place place, TypeDescription type, string who, int[] candidates) => findings.Add(
        Rules.NoProducer,
        place with { Part = PlacePart.Type },
        [workflow.Called(place.Step), type.DisplayWithNullability, who],
        candidates.Where(p => p != PlanArgument.Input).Select(p => new Place(p)),
        producers.Properties(type, candidates));

    private string? Hint(Place place, ParameterDescription parameter, int[] converting)
    {
        if (parameter.LooksLikeService) return parameter.Instead ?? "services come through the constructor";
        if (converting.Length > 0) return $"{Returns(converting[0])}, which converts: take it with {Attribute(converting[0])}";
        int[] others = [.. producers.Others(place.Step)];
        foreach (int other in others.Where(p => TypeFit.Family(producers.Type(p)!) == TypeFit.Family(parameter.Type))) return $"{Returns(other)}, which can be null";
        if (!workflow.IsPredicate(place.Step) && workflow.Steps[place.Step].Returns is { } own && TypeFit.Fits(own, parameter.Type)) return "a step does not take its own result";
        foreach (int other in producers.Named(parameter.Name).Where(p => p != place.Step)) return Returns(other);
        string? near = NearNames.Find(parameter.Type.Display, others.Select(p => producers.Type(p)!.Display));
        return near is null ? null : $"did you mean '{near}'";
    }

    private string Returns(int producer) =>
        $"{producers.Quoted(producer)} {(producer == PlanArgument.Input ? "is" : "returns")} '{producers.Type(producer)!.DisplayWithNullability}'";

    private static string Attribute(int producer) => producer == PlanArgument.Input ? "[Input]" : "[From]";
}
