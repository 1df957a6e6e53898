using Microsoft.CodeAnalysis;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>Finds the planner's places again in the user's source.</summary>
internal static class PlaceLocations
{
    public static Location Find(ParsedWorkflow workflow, Place place) =>
        place.Step < 0 ? OfWorkflow(workflow, place)
        : place.Step >= workflow.Steps.Length ? OfPredicate(workflow, place)
        : OfStep(workflow.Steps[place.Step], place);

    /// <summary>The [Retry] or [Timeout] of a step, an agent or a workflow.</summary>
    public static Location? OfPolicy(ISymbol symbol, PlacePart part)
    {
        string? name = part switch { PlacePart.Retry => PerdureSymbols.RetryAttribute, PlacePart.Timeout => PerdureSymbols.TimeoutAttribute, _ => null };
        return name is not null && symbol.FindAttribute(name) is { } attribute ? SourceLocations.Attribute(attribute) : null;
    }

    private static Location OfWorkflow(ParsedWorkflow workflow, Place place) =>
        (place.Part == PlacePart.RunTimeout ? SourceLocations.Argument(workflow.Attribute, "Timeout") : null) ?? OfPolicy(workflow.Symbol, place.Part) ?? OfSchedule(workflow.Symbol, place) ?? SourceLocations.Identifier(workflow.Symbol, workflow.Attribute);

    private static Location? OfSchedule(ISymbol symbol, Place place)
    {
        if (place.Part is not (PlacePart.Schedule or PlacePart.Cron or PlacePart.TimeZone)) return null;
        if (symbol.FindAttributes(PerdureSymbols.ScheduleAttribute).ElementAtOrDefault(place.Parameter) is not { } schedule) return null;
        Location? argument = place.Part switch
        {
            PlacePart.Cron => SourceLocations.Argument(schedule),
            PlacePart.TimeZone => SourceLocations.Argument(schedule, "TimeZone"),
            _ => null,
        };
        return argument ?? SourceLocations.Attribute(schedule);
    }

    private static Location OfStep(ParsedStep step, Place place)
    {
        IMethodSymbol method = step.Method;
        Location? location = place.Part switch
        {
            PlacePart.Returns => SourceLocations.Returns(method),
            PlacePart.Step => SourceLocations.Attribute(step.Attribute),
            PlacePart.After => StepParser.AfterAttributes(method).ElementAtOrDefault(place.Parameter) is { } after
                ? SourceLocations.Argument(after) ?? SourceLocations.Attribute(after)
                : null,
            PlacePart.Condition or PlacePart.On => ConditionAttributes.All(method).ElementAtOrDefault(place.Parameter) is { } condition ? OfCondition(condition, place) : null,
            PlacePart.Repeat => method.FindAttribute(PerdureSymbols.RepeatAttribute) is { } repeat ? SourceLocations.Attribute(repeat) : null,
            PlacePart.Compensate => method.FindAttribute(PerdureSymbols.CompensateAttribute) is { } compensate ? SourceLocations.Argument(compensate) ?? SourceLocations.Attribute(compensate) : null,
            PlacePart.Queue => method.FindAttribute(PerdureSymbols.OnQueueAttribute) is { } queue ? SourceLocations.Argument(queue) ?? SourceLocations.Attribute(queue) : null,
            PlacePart.QueueKey => method.FindAttribute(PerdureSymbols.OnQueueAttribute) is { } keyed ? SourceLocations.Argument(keyed, "Key") ?? SourceLocations.Attribute(keyed) : null,
            PlacePart.Cache => method.FindAttribute(PerdureSymbols.CacheAttribute) is { } cache ? SourceLocations.Attribute(cache) : null,
            PlacePart.Heartbeat => method.FindAttribute(PerdureSymbols.HeartbeatAttribute) is { } heartbeat ? SourceLocations.Attribute(heartbeat) : null,
            PlacePart.OnInterrupt => method.FindAttribute(PerdureSymbols.OnInterruptAttribute) is { } interrupt ? SourceLocations.Attribute(interrupt) : null,
            PlacePart.Delay => method.FindAttribute(PerdureSymbols.DelayAttribute) is { } delay ? SourceLocations.Attribute(delay) : null,
            PlacePart.Retry or PlacePart.Timeout => OfPolicy(method, place.Part),
            PlacePart.Tag => method.FindAttribute(PerdureSymbols.TagAttribute) is { } tag ? SourceLocations.Attribute(tag) : null,
            _ when place.Parameter >= 0 && place.Parameter < method.Parameters.Length => OfParameter(method.Parameters[place.Parameter], place.Part),
            _ => null,
        };
        return location ?? SourceLocations.Identifier(method);
    }

    private static Location OfPredicate(ParsedWorkflow workflow, Place place)
    {
        if (workflow.Predicates.Concat(workflow.Delays).ElementAtOrDefault(place.Step - workflow.Steps.Length) is not { } predicate) return Location.None;
        IMethodSymbol method = predicate.Method;
        return place.Parameter >= 0 && place.Parameter < method.Parameters.Length ? OfParameter(method.Parameters[place.Parameter], place.Part) : SourceLocations.Identifier(method);
    }

    private static Location OfCondition(AttributeData condition, Place place) =>
        (place.Part == PlacePart.On ? SourceLocations.Argument(condition, "On") : SourceLocations.Argument(condition, place.Value + 1))
        ?? SourceLocations.Argument(condition)
        ?? SourceLocations.Attribute(condition);

    private static Location OfParameter(IParameterSymbol parameter, PlacePart part)
    {
        if (part == PlacePart.Type) return SourceLocations.Type(parameter);
        if (part == PlacePart.Signal && parameter.FindAttribute(PerdureSymbols.SignalAttribute) is { } signal) return SourceLocations.Attribute(signal);
        AttributeData? from = part == PlacePart.From ? parameter.FindAttribute(PerdureSymbols.FromAttribute) : null;
        return from is null ? SourceLocations.Identifier(parameter) : SourceLocations.Argument(from) ?? SourceLocations.Attribute(from);
    }
}
