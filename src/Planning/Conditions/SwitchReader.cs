namespace Perdure.Planning;

/// <summary>Reads [Case] and [Otherwise]: which results decide, and by which values.</summary>
internal sealed class SwitchReader(WorkflowDescription workflow, ProducerIndex producers, ITypeConversions conversions, FindingList findings)
{
    private readonly List<Switch> all = [];
    private readonly HashSet<Place> broken = [];

    public IReadOnlyList<Switch> All => all;

    /// <summary>Notes the switch of a [Case], so that an [Otherwise] finds all that there are, wherever it stands.</summary>
    public void Find(Place place)
    {
        ConditionDescription condition = workflow.Steps[place.Step].Conditions[place.Parameter];
        if (condition.Kind != DecisionKind.Case) return;
        if (producers.Step(condition.Name) is not { } subject) ReportNoStep(condition, place);
        else if (workflow.Steps[subject].Gives is not { } returns) Report(place, "which returns nothing");
        else if (Decides(returns, condition.On, place) is { } type) Note(subject, condition.On, type, place);
    }

    /// <summary>Reads one condition; null: it is wrong, and that is reported.</summary>
    public StepCondition? Read(ConditionDescription condition, Place place)
    {
        if (broken.Contains(place)) return null;
        int index = condition.Kind == DecisionKind.Case ? all.FindIndex(one => one.Places.Contains(place)) : Rest(condition, place);
        if (index < 0) return null;
        if (condition.Kind == DecisionKind.Otherwise)
        {
            all[index].HasOtherwise = true;
            return new StepCondition(DecisionKind.Case, index, [Switch.Otherwise]);
        }

        List<int> cases = [];
        for (var position = 0; position < condition.Values.Count; position++)
        {
            if (Fits(all[index], condition.Values[position], place with { Value = position })) cases.Add(all[index].Case(condition.Values[position]));
        }

        if (condition.Values.Count == 0) Report(place, "but names no value");
        all[index].IsBroken |= cases.Count == 0;
        return cases.Count == 0 ? null : new StepCondition(DecisionKind.Case, index, cases);
    }

    /// <summary>Reports cases that leave values out.</summary>
    public void ReportMissing()
    {
        foreach (Switch one in all)
        {
            if (one.HasOtherwise || one.IsBroken || Missing(one) is not { } missing) continue;
            findings.Add(Rules.NotExhaustive, one.Places[0], [Name(one.Subject, one.On), missing], one.Places.Skip(1));
        }
    }

    private static string? Missing(Switch one)
    {
        if (!one.Values.IsClosed) return $"cannot name every '{one.Type.Display}': add an [Otherwise] step";
        List<string> missing = [.. one.Values.Values.Where(value => one.Cases.All(known => known.Value != value.Value)).Select(value => Wording.Quoted(value.Display))];
        if (one.Type.IsNullable) missing.Add("null");
        string mend = one.Type.IsNullable ? "add an [Otherwise] step" : "add a [Case] or an [Otherwise] step";
        return missing.Count == 0 ? null : $"leave out {Wording.List(missing)}: {mend}";
    }

    /// <summary>A case is selected once a run: what decides on one item is a predicate.</summary>
    private void ReportNoStep(ConditionDescription condition, Place place)
    {
        EquatableArray<ParameterDescription> parameters = workflow.Steps[place.Step].Parameters;
        bool isItem = MapRules.ItemParameters(workflow.Steps[place.Step])
            .Any(item => parameters[item].Name == condition.Name || parameters[item].Type.Display == condition.Name || conversions.Members(parameters[item].Type).Contains(condition.Name));
        if (isItem) Report(place, "which is of its item, and a case is selected once a run: name a predicate that takes the item in [When]");
        else Report(place, "of which there is no step", NearNames.Find(condition.Name, Others(place)));
    }

    /// <summary>The type of what decides; null where no case can name a value of it, which is reported.</summary>
    private TypeDescription? Decides(TypeDescription returns, string? on, Place place)
    {
        TypeDescription? type = on is null ? returns : conversions.Member(returns, on);
        if (type is null)
        {
            string? suggestion = NearNames.Find(on!, conversions.Members(returns));
            Report(place with { Part = PlacePart.On }, $"whose '{returns.Display}' has no '{on}'{Wording.DidYouMean(suggestion)}");
        }
        else if (conversions.Switch(type) is null)
        {
            string hint = on is null && conversions.Members(returns).Count > 0 ? $": say which member with On = nameof({returns.Display}.{conversions.Members(returns)[0]})" : "";
            Report(on is null ? place : place with { Part = PlacePart.On }, $"which is '{type.Display}', but a case is of an enum, a bool, a text or an integer{hint}");
            type = null;
        }

        if (type is null) broken.Add(place);
        return type is null ? null : type with { IsNullable = type.IsNullable || returns.IsNullable };
    }

    private void Note(int subject, string? on, TypeDescription type, Place place)
    {
        Switch? known = all.Find(one => one.Subject == subject && one.On == on);
        if (known is null) all.Add(known = new Switch(subject, on, type, conversions.Switch(type)!));
        known.Places.Add(place);
    }

    /// <summary>The switch that an [Otherwise] ends: that of its member, or the only one of its step.</summary>
    private int Rest(ConditionDescription condition, Place place)
    {
        if (producers.Step(condition.Name) is not { } subject)
        {
            Report(place, "of which there is no step", NearNames.Find(condition.Name, Others(place)));
            return -1;
        }

        int[] ofStep = [.. Enumerable.Range(0, all.Count).Where(index => all[index].Subject == subject)];
        int[] meant = [.. ofStep.Where(index => all[index].On == condition.On)];
        if (meant.Length == 0 && condition.On is null && ofStep.Length == 1) meant = ofStep;
        if (meant.Length == 1) return meant[0];
        if (ofStep.Length == 0 && broken.Count > 0) return -1;
        string[] members = [.. ofStep.Select(index => Wording.Quoted(all[index].On ?? workflow.Steps[subject].Method))];
        Report(place, ofStep.Length == 0 ? "of which there is no [Case]" : $"whose cases are over {Wording.Several(members)}: say which with On");
        return -1;
    }

    private bool Fits(Switch one, CaseDescription value, Place place)
    {
        ConditionDescription condition = workflow.Steps[place.Step].Conditions[place.Parameter];
        if (value.TypeKey != one.Type.Key)
        {
            one.IsBroken = true;
            string problem = value.TypeKey is null ? "but a case names a constant: null goes to the [Otherwise] step" : $"which is '{one.Type.Display}', and not '{value.TypeDisplay}'";
            findings.Add(Rules.BadCase, place, workflow.Steps[place.Step].Method, $"in case {Wording.Quoted(value.Display)}", Name(one.Subject, one.On), problem);
            return false;
        }

        if (!IsNamedBefore(value, place)) return true;
        findings.Add(Rules.OverlappingCase, place, workflow.Steps[place.Step].Method, Wording.Quoted(value.Display), $"which it names twice for '{Name(one.Subject, one.On)}'");
        return true;

        bool IsNamedBefore(CaseDescription wanted, Place at)
        {
            EquatableArray<ConditionDescription> conditions = workflow.Steps[at.Step].Conditions;
            IEnumerable<CaseDescription> before = Enumerable.Range(0, at.Parameter)
                .Where(position => one.Places.Contains(new Place(at.Step, position, PlacePart.Condition)))
                .SelectMany(position => conditions[position].Values)
                .Concat(condition.Values.Take(at.Value));
            return before.Any(other => other.TypeKey == wanted.TypeKey && other.Value == wanted.Value);
        }
    }

    private string Name(int subject, string? on) => on is null ? workflow.Steps[subject].Method : $"{workflow.Steps[subject].Method}.{on}";

    private IEnumerable<string> Others(Place place) => workflow.Steps.Select(step => step.Method).Where(method => method != workflow.Steps[place.Step].Method);

    private void Report(Place place, string problem, string? suggestion = null)
    {
        broken.Add(place with { Part = PlacePart.Condition });
        ConditionDescription condition = workflow.Steps[place.Step].Conditions[place.Parameter];
        findings.Add(
            Rules.BadCase,
            place,
            [workflow.Steps[place.Step].Method, condition.Kind == DecisionKind.Case ? "in a case" : "in every other case", condition.Name, problem + Wording.DidYouMean(suggestion)],
            [],
            suggestion is null ? [] : [(FindingProperties.Suggestion, suggestion)]);
    }
}
