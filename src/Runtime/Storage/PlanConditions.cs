using System.Text.Json;

namespace Perdure.Storage;

/// <summary>What decides on the steps of a plan, as <c>perdure.plans</c> shows it.</summary>
internal static class PlanConditions
{
    /// <summary>The conditions of a step.</summary>
    public static void Write(Utf8JsonWriter json, WorkflowPlan plan, StepPlan step)
    {
        if (step.Conditions.Count == 0) return;
        json.WriteStartArray("conditions");
        foreach (ConditionPlan condition in step.Conditions) Write(json, plan, condition);
        json.WriteEndArray();
    }

    /// <summary>The conditions of a step's items.</summary>
    public static void WriteOfItems(Utf8JsonWriter json, WorkflowPlan plan, MapPlan map)
    {
        if (map.Conditions.Count == 0) return;
        json.WriteStartArray("conditions");
        foreach (ConditionPlan condition in map.Conditions)
        {
            json.WriteStartObject();
            json.WriteString(condition.Kind == ConditionKind.When ? "when" : "unless", plan.ItemPredicates[condition.Index].Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The predicates of a plan; its switches stand with the steps that they decide on.</summary>
    public static void WriteDecisions(Utf8JsonWriter json, WorkflowPlan plan)
    {
        if (plan.Predicates.Count > 0)
        {
            json.WriteStartArray("predicates");
            foreach (PredicatePlan predicate in plan.Predicates) WritePredicate(json, plan, predicate.Id, items: [], predicate.Inputs);
            json.WriteEndArray();
        }

        if (plan.ItemPredicates.Count == 0) return;
        json.WriteStartArray("item_predicates");
        foreach (ItemPredicatePlan predicate in plan.ItemPredicates) WritePredicate(json, plan, predicate.Id, predicate.Items, predicate.Inputs);
        json.WriteEndArray();
    }

    private static void WritePredicate(Utf8JsonWriter json, WorkflowPlan plan, string id, IReadOnlyList<string> items, IReadOnlyList<StepInput> inputs)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        if (items.Count > 0)
        {
            json.WriteStartArray("items");
            foreach (string parameter in items) json.WriteStringValue(parameter);
            json.WriteEndArray();
        }

        PlanDefinition.WriteInputs(json, plan, inputs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WorkflowPlan plan, ConditionPlan condition)
    {
        json.WriteStartObject();
        if (condition.Kind == ConditionKind.Case)
        {
            SwitchPlan one = plan.Switches[condition.Index];
            json.WriteString("switch", plan.Steps[one.Subject].Id);
            if (one.On is { } member) json.WriteString("on", member);
            json.WriteStartArray("cases");
            foreach (int position in condition.Cases) json.WriteStringValue(position == ConditionPlan.Otherwise ? "otherwise" : one.Cases[position]);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString(condition.Kind == ConditionKind.When ? "when" : "unless", plan.Predicates[condition.Index].Id);
        }

        json.WriteEndObject();
    }
}
