using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes down how a step is undone.</summary>
internal static class CompensationEmitter
{
    public static string Of(PlanCompensation compensation)
    {
        string[] properties = [.. Properties(compensation)];
        return $"Compensation = new global::Perdure.CompensationPlan({CSharpText.Literal(compensation.Method)})"
            + (properties.Length == 0 ? "" : $"\n{{\n    {string.Join(",\n    ", properties)}\n}}").Replace("\n", "\n    ");
    }

    private static IEnumerable<string> Properties(PlanCompensation compensation)
    {
        string[] inputs = [.. compensation.Arguments.Where(argument => argument.Role == ParameterRole.Data).Select(DefinitionEmitter.ReadInput)];
        if (inputs.Length > 0) yield return $"Inputs = new global::Perdure.StepInput[] {{ {string.Join(", ", inputs)} }}";
        if (compensation.Retry is { } retry) yield return $"Retry = {DefinitionEmitter.Retry(retry)}";
        if (compensation.Timeout is { } timeout) yield return $"Timeout = {CSharpText.Literal(timeout)}";
        if (compensation.IncludesUnfinished) yield return "IncludesUnfinished = true";
    }
}
