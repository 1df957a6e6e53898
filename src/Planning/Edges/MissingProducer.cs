namespace Perdure.Planning;

/// <summary>Says that nothing produces a parameter, and what comes near.</summary>
internal sealed class MissingProducer(WorkflowDescription workflow, ProducerIndex producers, AgentMismatches mismatches, MemberHints members, ITypeConversions conversions, FindingList findings)
{
    /// <summary>Reports a parameter of a type that nothing else has, unless that follows from a mistake that is reported already.</summary>
    public void Report(Place place)
    {
        ParameterDescription parameter = workflow.Parameters(place.Step)[place.Parameter];
        if (mismatches.Explain(parameter.Wanted) || WithWholeItems(place, parameter.Wanted).Any(IsDecidedByNobody)) return;
        if (parameter.ForEach is not null)
        {
            ReportNoCollection(place, parameter);
            return;
        }

        int[] converting = [.. producers.Others(place.Step).Where(p => TypeFit.Assigns(producers.Type(p)!, parameter.Type, conversions))];
        string nobody = workflow.Input is null ? "no other step returns" : "neither the workflow's input nor another step returns";
        string? hint = Hint(place, parameter, converting);
        Report(place, parameter.Type, hint is null ? nobody : $"{nobody}; {hint}", converting);
    }

    /// <summary>Reports a parameter that only steps fit which come after it.</summary>
    public void ReportAllLater(Place place, int[] fitting)
    {
        string who = Wording.Several([.. fitting.Select(producers.Quoted)]);
        Report(place, workflow.Parameters(place.Step)[place.Parameter].Wanted, $"only later steps return: {who} build on '{workflow.Method(place.Step)}'", []);
    }

    private void Report(Place place, TypeDescription type, string who, int[] candidates) => findings.Add(
        Rules.NoProducer,
        place with { Part = PlacePart.Type },
        [workflow.Called(place.Step), type.DisplayWithNullability, who],
        candidates.Where(p => p != PlanArgument.Input).Select(p => new Place(p)),
        [.. producers.Properties(type, candidates), .. NullItems(place, type)]);

    /// <summary>Those that return the same collection, but with items that can be null.</summary>
    private int[] WithNullItems(Place place, TypeDescription wanted) => wanted.ElementKey is { } element
        ? [.. producers.Others(place.Step).Where(p => TypeFit.Family(producers.Type(p)!) == TypeFit.Family(wanted with { ElementKey = element + "?" }))]
        : [];

    /// <summary>Those that return the same collection, with items that are never null.</summary>
    private int[] WithWholeItems(Place place, TypeDescription wanted) => wanted.ElementKey is { } element && element.EndsWith("?", StringComparison.Ordinal)
        ? [.. producers.Others(place.Step).Where(p => TypeFit.Family(producers.Type(p)!) == TypeFit.Family(wanted with { ElementKey = element[..^1] }))]
        : [];

    /// <summary>Whether a mapped step names a predicate that is none, which is reported: nobody knows whether it would have been asked for each item.</summary>
    private bool IsDecidedByNobody(int producer) => producer != PlanArgument.Input && workflow.Steps[producer] is { Collected: not null } step && step.Conditions.Any(condition =>
        condition.Kind is DecisionKind.When or DecisionKind.Unless && !workflow.Predicates.Any(predicate => predicate.Method == condition.Name && predicate.Problem is null));

    private (string Key, string Value)[] NullItems(Place place, TypeDescription wanted) => WithNullItems(place, wanted).Length > 0 ? [(FindingProperties.NullItems, "true")] : [];

    private string? Hint(Place place, ParameterDescription parameter, int[] converting)
    {
        if (parameter.LooksLikeService) return parameter.Instead ?? "services come through the constructor";
        if (MappedOver(place, parameter) is { } mapped) return mapped;
        if (converting.Length > 0) return $"{Returns(converting[0])}, which converts: take it with {Attribute(converting[0])}";
        if (WithNullItems(place, parameter.Type) is [var holed, ..]) return $"{Returns(holed)}, whose items can be null";
        if (WithWholeItems(place, parameter.Type) is [var whole, ..]) return $"{Returns(whole)}, whose items are never null: take '{producers.Type(whole)!.DisplayWithNullability}'";
        int[] others = [.. producers.Others(place.Step)];
        foreach (int other in others.Where(p => p != PlanArgument.Input && workflow.Steps[p] is { Collected: not null, Returns: { } each } && TypeFit.Family(each) == TypeFit.Family(parameter.Type)))
            return $"{producers.Quoted(other)} is mapped, so it returns many '{parameter.Type.Display}'";
        foreach (int other in others.Where(p => TypeFit.Family(producers.Type(p)!) == TypeFit.Family(parameter.Type))) return $"{Returns(other)}, which can be null";
        if (!workflow.IsPredicate(place.Step) && workflow.Steps[place.Step].Returns is { } own && TypeFit.Fits(own, parameter.Type)) return "a step does not take its own result";
        foreach (int other in producers.Named(parameter.Name).Where(p => p != place.Step)) return Returns(other);
        string? near = NearNames.Find(parameter.Type.Display, others.Select(p => producers.Type(p)!.Display));
        return near is null ? null : $"did you mean '{near}'";
    }

    /// <summary>A predicate of a mapped step that would take its item, if that could not be null.</summary>
    private string? MappedOver(Place place, ParameterDescription parameter)
    {
        if (!workflow.IsPredicate(place.Step)) return null;
        foreach (StepDescription step in workflow.Steps.Where(step => step.Conditions.Any(condition => condition.Kind is DecisionKind.When or DecisionKind.Unless && condition.Name == workflow.Method(place.Step))))
        {
            foreach (TypeDescription item in MapRules.ItemParameters(step).Select(item => step.Parameters[item].Type).Where(item => TypeFit.MayBeUnwantedNull(item, parameter.Type) && TypeFit.Family(item) == TypeFit.Family(parameter.Type)))
                return $"an item of step '{step.Method}' is '{item.DisplayWithNullability}', which can be null";
        }

        return null;
    }

    /// <summary>PDR207: what is wanted is a collection of the parameter's type.</summary>
    private void ReportNoCollection(Place place, ParameterDescription parameter)
    {
        int[] single = [.. producers.Others(place.Step).Where(p => TypeFit.Family(producers.Type(p)!) == TypeFit.Family(parameter.Type))];
        int[] near = WithNullItems(place, parameter.Wanted);
        int[] whole = WithWholeItems(place, parameter.Wanted);
        string nobody = workflow.Input is null ? "no other step returns" : "neither the workflow's input nor another step returns";
        Mend? member = near.Length + whole.Length + single.Length > 0 ? null : members.OfCollection(place.Step, parameter.Wanted);
        string hint = near.Length > 0 ? $"; {Returns(near[0])}, whose items can be null: map over '{parameter.Type.Display}?'"
            : whole.Length > 0 ? $"; {Returns(whole[0])}, whose items are never null: map over '{parameter.Type.Display}'"
            : single.Length > 0 ? $"; {Returns(single[0])} itself: leave out [ForEach]"
            : member?.Text ?? "";
        findings.Add(
            Rules.BadForEach,
            place with { Part = PlacePart.Type },
            [workflow.Called(place.Step), $"maps over '{parameter.Type.DisplayWithNullability}', of which {nobody} a collection{hint}"],
            near.Concat(whole).Concat(single).Where(p => p != PlanArgument.Input).Select(p => new Place(p)),
            near.Length > 0 ? NullItems(place, parameter.Wanted) : single.Length > 0 ? [(FindingProperties.LeaveOut, "ForEach")] : member?.Properties ?? []);
    }

    private string Returns(int producer) =>
        $"{producers.Quoted(producer)} {(producer == PlanArgument.Input ? "is" : "returns")} '{producers.Type(producer)!.DisplayWithNullability}'";

    private static string Attribute(int producer) => producer == PlanArgument.Input ? "[Input]" : "[From]";
}
