using System.Globalization;

namespace Perdure.Planning;

/// <summary>What is wrong with a [ForEach], whatever there is to map over.</summary>
internal static class MapRules
{
    /// <summary>The parameter that takes an item; -1: the step is not mapped.</summary>
    public static int ItemParameter(StepDescription step)
    {
        for (var parameter = 0; parameter < step.Parameters.Count; parameter++)
        {
            if (step.Parameters[parameter].ForEach is not null) return parameter;
        }

        return -1;
    }

    /// <summary>The parameters that take an item, in order; of several each takes that of its own collection.</summary>
    public static IReadOnlyList<int> ItemParameters(StepDescription step) => [.. Enumerable.Range(0, step.Parameters.Count).Where(parameter => step.Parameters[parameter].ForEach is not null)];

    /// <summary>Which of the step's collections a parameter takes an item of; 0: the first, or it takes none.</summary>
    public static int CollectionOf(StepDescription step, int parameter) =>
        step.Parameters[parameter].ForEach is null ? 0 : step.Parameters.Take(parameter).Count(before => before.ForEach is not null);

    public static void Check(WorkflowDescription workflow, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            EquatableArray<ParameterDescription> parameters = workflow.Steps[step].Parameters;
            int first = ItemParameter(workflow.Steps[step]);
            for (int parameter = Math.Max(first, 0); parameter < parameters.Count; parameter++)
            {
                if (parameters[parameter].ForEach is { } map && Problem(parameters[parameter], map, parameters[first]) is { } problem)
                    findings.Add(Rules.BadForEach, new Place(step, parameter), workflow.Called(step), problem);
            }
        }
    }

    private static string? Problem(ParameterDescription parameter, ForEachDescription map, ParameterDescription first)
    {
        if (parameter != first && map is not { MaxParallel: 0, Failures: FailedItems.FailFast, MaxFailures: 0 })
            return $"says at '{parameter.Name}' how its items run, which is said at the first [ForEach] for all: write it at '{first.Name}'";
        if (parameter.Role != ParameterRole.Data) return $"maps over '{parameter.Type.Display}', which is no data";
        if (map.MaxParallel < 0) return $"runs {map.MaxParallel.ToString(CultureInfo.InvariantCulture)} items side by side, which is less than one";
        if (map.MaxFailures < 0) return $"tolerates {map.MaxFailures.ToString(CultureInfo.InvariantCulture)} failures, which is less than none";
        return map.MaxFailures > 0 && map.Failures != FailedItems.Tolerate ? "has MaxFailures, which mean something only with ItemFailures.Tolerate" : null;
    }
}
