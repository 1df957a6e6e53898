using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads the schedules of a workflow class.</summary>
internal static class ScheduleParser
{
    public static EquatableArray<ScheduleDescription> Read(INamedTypeSymbol workflow) => new(workflow.FindAttributes(PerdureSymbols.ScheduleAttribute).Select(Read));

    // What is not written is as the attribute has it.
    private static ScheduleDescription Read(AttributeData schedule) => new(
        schedule.Named<string>("Id", "default") ?? "",
        schedule.Argument<string>(0) ?? "",
        schedule.Named<string>("TimeZone", "UTC") ?? "",
        NameOf(schedule, "MissedRuns", "RunLatest"),
        schedule.Named("MaxMissedRuns", 100),
        NameOf(schedule, "Overlap", "Allow"));

    /// <summary>The name of an enum's value; null: it is a number that has none.</summary>
    private static string? NameOf(AttributeData attribute, string property, string fallback)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key != property) continue;
            return argument.Value.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, argument.Value.Value))?.Name;
        }

        return fallback;
    }
}
