namespace Perdure.Planning;

/// <summary>Reads what decides on the steps: which predicates are meant, and which cases there are. What is wrong is reported and decides nothing.</summary>
internal sealed class ConditionReader(WorkflowDescription workflow, ProducerIndex producers, MemberHints members, ITypeConversions conversions, FindingList findings)
{
    private readonly SwitchReader switches = new(workflow, producers, conversions, findings);

    /// <summary>Reads the conditions of all steps.</summary>
    public StepConditions Read()
    {
        ReportUnfit();
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            for (var position = 0; position < workflow.Steps[step].Conditions.Count; position++) switches.Find(new Place(step, position, PlacePart.Condition));
        }

        IReadOnlyList<StepCondition>[] conditions = [.. Enumerable.Range(0, workflow.Steps.Count).Select(Read)];
        switches.ReportMissing();
        return new StepConditions(workflow, switches.All, conditions) { Delays = new DelayReader(workflow, members, findings).Read() };
    }

    private StepCondition[] Read(int step)
    {
        List<StepCondition> read = [];
        for (var position = 0; position < workflow.Steps[step].Conditions.Count; position++)
        {
            var place = new Place(step, position, PlacePart.Condition);
            if (!ItemConditions.IsOfRun(workflow.Steps[step], position)) continue;
            ConditionDescription condition = workflow.Steps[step].Conditions[position];
            StepCondition? one = condition.Kind is DecisionKind.When or DecisionKind.Unless ? ReadPredicate(condition, place) : switches.Read(condition, place);
            if (one is not null) read.Add(one);
        }

        // Several cases of one subject mean or.
        return
        [
            .. read.Where(one => one.Kind != DecisionKind.Case),
            .. read.Where(one => one.Kind == DecisionKind.Case).GroupBy(one => one.Index)
                .Select(same => new StepCondition(DecisionKind.Case, same.Key, [.. same.SelectMany(one => one.Cases).Distinct().OrderBy(one => one)])),
        ];
    }

    private StepCondition? ReadPredicate(ConditionDescription condition, Place place)
    {
        int known = workflow.Predicates.ToList().FindIndex(predicate => predicate.Method == condition.Name);
        if (known >= 0) return workflow.Predicates[known].Problem is null ? new StepCondition(condition.Kind, known, []) : null;

        Mend? member = producers.Step(condition.Name) is null ? members.OfProducers(place.Step, condition.Name, "decides by") : null;
        string? suggestion = member is null ? NearNames.Find(condition.Name, workflow.PossiblePredicates) : null;
        string problem = producers.Step(condition.Name) is null
            ? $"which is no method of '{workflow.Class}'{member?.Text ?? Wording.DidYouMean(suggestion)}"
            : "which is a step: a step is asked with [Case], or a predicate takes its result";
        findings.Add(
            Rules.BadPredicate,
            place,
            [workflow.Called(place.Step), $"runs {(condition.Kind == DecisionKind.When ? "when" : "unless")} '{condition.Name}', {problem}"],
            [],
            member?.Properties ?? (suggestion is null ? [] : [(FindingProperties.Suggestion, suggestion)]));
        return null;
    }

    private void ReportUnfit()
    {
        for (var position = 0; position < workflow.Predicates.Count; position++)
        {
            int taker = workflow.Steps.Count + position;
            if (workflow.Predicates[position].Problem is { } problem) findings.Add(Rules.BadPredicate, new Place(taker), workflow.Called(taker), problem);
        }
    }
}
