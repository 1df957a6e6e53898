namespace Perdure.Planning;

/// <summary>Reads whether runs share the results of a step, and says where they cannot.</summary>
internal static class CacheReader
{
    /// <summary>How they are shared; null: they are not, or something is wrong with it.</summary>
    public static PlanCache? Read(StepDescription step, int index, FindingList findings)
    {
        if (step.Cache is not { } cache) return null;
        var place = new Place(index, Part: PlacePart.Cache);
        string? problem =
            step.Returns is null ? "returns nothing that another run could take"
            : step.IsNotIdempotent ? "is [NotIdempotent]: a run that takes the result of another one would leave the effect out"
            : step.Parameters.Any(parameter => parameter.Role == ParameterRole.Transaction) ? "takes a transaction: a run that takes the result of another one would leave its writes out"
            : step.Tag is not null ? "is marked [Tag]: by the result of another run its own is not tagged, so let a step behind it bear the tag"
            : step.Repeat is not null && step.Parameters.Any(parameter => parameter.Signal is not null) ? "takes a signal in each of its rounds, and is looked for before the first of them: let a step before it take the signal"
            : cache.IsOfAgent && step.Agent is null ? "calls no agent that could be its scope: leave CacheScope.Agent out"
            : null;
        if (problem is not null) findings.Add(Rules.BadCache, place, step.Method, problem);
        TimeSpan? timeToLive = new PolicyValues(PolicyOwner.Step(step.Method, index), findings).ReadDuration(cache.TimeToLive, "time to live", isZeroAllowed: false, place);
        return timeToLive is { } time ? new PlanCache(time, cache.IsOfAgent, cache.Version) { Takes = Takes(step) } : null;
    }

    private static string? Takes(StepDescription step)
    {
        string[] parts =
        [
            .. step.Parameters.Where(parameter => parameter.Path is not null).Select(parameter => $"{parameter.Name} = .{string.Join(".", parameter.Path!.Members.Select(member => member.Name))}"),
            .. step.Parameters.Where(parameter => parameter.Literal is not null).Select(parameter => $"{parameter.Name} = {parameter.Literal!.Kind} {parameter.Literal.Text}"),
        ];
        return parts.Length == 0 ? null : string.Join("\n", parts);
    }
}
