using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes down what decides on the steps of a plan.</summary>
internal static class PlanConditions
{
    /// <summary>Whether there is anything to write behind the result.</summary>
    public static bool Follow(PlanModel plan) => plan.Results.Count > 1 || plan.Predicates.Count > 0 || plan.ItemPredicates.Count > 0 || plan.Switches.Count > 0 || plan.Schedules.Count > 0;

    /// <summary>Writes the plan's further results, its predicates, its switches and its schedules.</summary>
    public static void Write(SourceWriter properties, PlanModel plan)
    {
        List<Action<bool>> parts = [];
        if (plan.Results.Count > 1) parts.Add(isLast => properties.Write($"Results = new[] {{ {Numbers(plan.Results)} }}{(isLast ? "" : ",")}"));
        if (plan.Predicates.Count > 0)
        {
            parts.Add(isLast => properties.Block(
                "Predicates = new global::Perdure.PredicatePlan[]",
                predicates => predicates.List([.. plan.Predicates.Select(Describe)]),
                isLast ? "}" : "},"));
        }

        if (plan.ItemPredicates.Count > 0)
        {
            parts.Add(isLast => properties.Block(
                "ItemPredicates = new global::Perdure.ItemPredicatePlan[]",
                predicates => predicates.List([.. plan.ItemPredicates.Select(DescribeOfItem)]),
                isLast ? "}" : "},"));
        }

        if (plan.Switches.Count > 0)
        {
            parts.Add(isLast => properties.Block(
                "Switches = new global::Perdure.SwitchPlan[]",
                switches => switches.List([.. plan.Switches.Select(Describe)]),
                isLast ? "}" : "},"));
        }

        if (plan.Schedules.Count > 0) parts.Add(_ => ScheduleEmitter.Write(properties, plan.Schedules));
        for (var i = 0; i < parts.Count; i++) parts[i](i == parts.Count - 1);
    }

    /// <summary>The conditions of a step, or of its items.</summary>
    public static string Of(EquatableArray<PlanCondition> conditions) => $"Conditions = new global::Perdure.ConditionPlan[] {{ {string.Join(", ", conditions.Select(Describe))} }}";

    private static string Describe(PlanCondition condition)
    {
        string more = condition.Kind == DecisionKind.Case ? $" {{ Cases = new[] {{ {string.Join(", ", condition.Cases.Select(Case))} }} }}"
            : condition.Collections.Count > 0 ? $" {{ Collections = new[] {{ {Numbers(condition.Collections)} }} }}"
            : "";
        return $"new(global::Perdure.ConditionKind.{condition.Kind}, {CSharpText.Literal(condition.Index)}){more}";
    }

    private static string Describe(PlanPredicate predicate) =>
        $"new(id: {CSharpText.Literal(predicate.Method)}){(DefinitionEmitter.Inputs(predicate.Arguments) is { } inputs ? $" {{ {inputs} }}" : "")}";

    private static string DescribeOfItem(PlanPredicate predicate)
    {
        string items = string.Join(", ", predicate.Arguments.Where(argument => argument.IsItem).Select(argument => CSharpText.Literal(argument.Parameter)));
        string inputs = DefinitionEmitter.Inputs(new(predicate.Arguments.Where(argument => !argument.IsItem))) is { } taken ? ", " + taken : "";
        return $"new(id: {CSharpText.Literal(predicate.Method)}) {{ Items = new[] {{ {items} }}{inputs} }}";
    }

    private static string Describe(PlanSwitch one)
    {
        string on = one.On is null ? "" : $"On = {CSharpText.Literal(one.On)}, ";
        return $"new(subject: {CSharpText.Literal(one.Subject)}) {{ {on}Cases = new[] {{ {string.Join(", ", one.Cases.Select(value => CSharpText.Literal(value.Display)))} }} }}";
    }

    private static string Case(int position) => position == PlanCondition.Otherwise ? "global::Perdure.ConditionPlan.Otherwise" : CSharpText.Literal(position);

    private static string Numbers(EquatableArray<int> numbers) => string.Join(", ", numbers.Select(CSharpText.Literal));
}
