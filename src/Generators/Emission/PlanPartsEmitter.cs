using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes down how a step runs in parts.</summary>
internal static class PlanPartsEmitter
{
    public static IEnumerable<string> Of(PlanStep step)
    {
        if (step.Map is { } map) yield return $"Map = new global::Perdure.MapPlan({DefinitionEmitter.Producer(map.Producer)}){Braces(Map(map))}";
        if (step.Repeat is { } repeat) yield return $"Repeat = new global::Perdure.RepeatPlan({Seed(repeat)}){Braces(Repeat(repeat))}";
    }

    /// <summary>The producer index under which an argument is read; null: that of its producer.</summary>
    public static string? ReadFrom(PlanArgument argument) =>
        argument.IsRound ? "global::Perdure.WorkflowPlan.RoundProducer"
        : argument.IsItem ? Item(argument.Collection)
        : argument.IsResult ? "global::Perdure.WorkflowPlan.ResultProducer"
        : null;

    private static IEnumerable<string> Map(PlanMap map)
    {
        if (map.Zipped.Count > 0) yield return $"Zipped = new[] {{ {string.Join(", ", map.Zipped.Select(DefinitionEmitter.Producer))} }}";
        if (map.MaxParallel is { } parallel) yield return $"MaxParallel = {CSharpText.Literal(parallel)}";
        if (map.Failures != FailedItems.FailFast) yield return $"Failures = global::Perdure.ItemFailures.{map.Failures}";
        if (map.Conditions.Count > 0) yield return PlanConditions.Of(map.Conditions);
        if (map.MaxFailures is { } failures) yield return $"MaxFailures = {CSharpText.Literal(failures)}";
    }

    private static IEnumerable<string> Repeat(PlanRepeat repeat)
    {
        if (repeat.Max is { } max) yield return $"Max = {CSharpText.Literal(max)}";
        if (repeat.AtMax != LoopEnd.Fail) yield return $"AtMax = global::Perdure.RepeatEnd.{repeat.AtMax}";
        if (repeat.Delay > TimeSpan.Zero) yield return $"Delay = {CSharpText.Literal(repeat.Delay)}";
        if (repeat.Keep > 0) yield return $"Keep = {CSharpText.Literal(repeat.Keep)}";
    }

    private static string Seed(PlanRepeat repeat) => repeat.Producer is { } producer ? DefinitionEmitter.Producer(producer) : Item(repeat.Collection);

    private static string Item(int collection) => collection == 0 ? "global::Perdure.WorkflowPlan.ItemProducer" : $"global::Perdure.WorkflowPlan.ItemOf({CSharpText.Literal(collection)})";

    private static string Braces(IEnumerable<string> properties) => properties.ToArray() is { Length: > 0 } written ? $" {{ {string.Join(", ", written)} }}" : "";
}
