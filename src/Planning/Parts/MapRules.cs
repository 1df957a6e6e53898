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

    public static void Check(WorkflowDescription workflow, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            EquatableArray<ParameterDescription> parameters = workflow.Steps[step].Parameters;
            int first = ItemParameter(workflow.Steps[step]);
            for (int parameter = Math.Max(first, 0); parameter < parameters.Count; parameter++)
            {
                if (parameters[parameter].ForEach is { } map && Problem(parameters[parameter], map, isFirst: parameter == first) is { } problem)
                    findings.Add(Rules.BadForEach, new Place(step, parameter), workflow.Called(step), problem);
            }
        }
    }

    private static string? Problem(ParameterDescription parameter, ForEachDescription map, bool isFirst)
    {
        if (!isFirst) return "maps over two collections: map over one, and take the other as a whole";
        if (parameter.Role != ParameterRole.Data) return $"maps over '{parameter.Type.Display}', which is no data";
        if (map.MaxParallel < 0) return $"runs {map.MaxParallel.ToString(CultureInfo.InvariantCulture)} items side by side, which is less than one";
        if (map.MaxFailures < 0) return $"tolerates {map.MaxFailures.ToString(CultureInfo.InvariantCulture)} failures, which is less than none";
        return map.MaxFailures > 0 && map.Failures != FailedItems.Tolerate ? "has MaxFailures, which mean something only with ItemFailures.Tolerate" : null;
    }
}
