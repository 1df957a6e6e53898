namespace Perdure.Planning.Tests.Sketching;

/// <summary>Plans and findings as text, so that a test's expectation reads like what it is about.</summary>
internal static class Telling
{
    /// <summary>One line a step, in the plan's order: <c>Combine(summary: Summarize, entities: input) after Load, level 1</c>.</summary>
    public static string Edges(this PlanResult result)
    {
        PlanModel plan = result.ShouldBePlanned();
        return string.Join('\n', plan.Steps.Select(step => Edges(plan, step)));
    }

    /// <summary>The edges of one step.</summary>
    public static string Edges(this PlanResult result, string method)
    {
        PlanModel plan = result.ShouldBePlanned();
        return Edges(plan, plan.Steps.Single(step => step.Method == method));
    }

    /// <summary>A finding on one line: <c>PDR102 Draft(ticket).Type: Step 'Draft' takes …</c>.</summary>
    public static string Told(this Finding finding, WorkflowDescription workflow) => $"{finding.Rule.Id} {Place(workflow, finding.Place)}: {finding.Message}";

    public static PlanModel ShouldBePlanned(this PlanResult result) =>
        result.Plan ?? throw new Xunit.Sdk.XunitException($"No plan: {string.Join("; ", result.Findings.Select(finding => finding.Message))}");

    private static string Place(WorkflowDescription workflow, Place place)
    {
        if (place.Step == -1) return place.Part == PlacePart.Name ? "workflow" : $"workflow.{place.Part}";
        bool isPredicate = place.Step >= workflow.Steps.Count;
        PredicateDescription? asked = isPredicate ? workflow.Predicates.Concat(workflow.Delays).ElementAt(place.Step - workflow.Steps.Count) : null;
        string method = asked?.Method ?? workflow.Steps[place.Step].Method;
        EquatableArray<ParameterDescription> parameters = asked?.Parameters ?? workflow.Steps[place.Step].Parameters;
        string name = place switch
        {
            { Parameter: -1 } => method,
            { Part: PlacePart.After or PlacePart.Condition or PlacePart.On } => $"{method}[{place.Parameter}{(place.Value < 0 ? "" : $", {place.Value}")}]",
            _ => $"{method}({parameters[place.Parameter].Name})",
        };
        return place.Part == PlacePart.Name ? name : $"{name}.{place.Part}";
    }

    private static string Edges(PlanModel plan, PlanStep step)
    {
        IEnumerable<string> taken = step.Arguments
            .Where(argument => argument.Role == ParameterRole.Data)
            .Select(argument => $"{argument.Parameter}: {string.Join(" | ", argument.Others.Select(other => other.Producer).Prepend(argument.Producer).Select(producer => producer == PlanArgument.Input ? "input" : plan.Steps[producer].Method))}");
        string after = string.Concat(step.After.Select(other => $" after {plan.Steps[other].Method}"));
        return $"{step.Method}({string.Join(", ", taken)}){after}";
    }
}
