namespace Perdure.Planning;

/// <summary>Reads how long a step may be silent, and says where it has no voice.</summary>
internal static class HeartbeatReader
{
    /// <summary>The longest silence; null: there is no limit, or something is wrong with it.</summary>
    public static TimeSpan? Read(StepDescription step, int index, FindingList findings)
    {
        if (step.Heartbeat is not { } written) return null;
        var place = new Place(index, Part: PlacePart.Heartbeat);
        string? problem =
            step.Agent is not null ? "an agent has no 'StepContext' to call: limit its attempts by [Timeout]"
            : step.Parameters.All(parameter => parameter.Role != ParameterRole.StepContext) ? "takes no 'StepContext' whose Heartbeat it could call"
            : null;
        if (problem is not null) findings.Add(Rules.BadHeartbeat, place, step.Method, problem);
        return new PolicyValues(PolicyOwner.Step(step.Method, index), findings).ReadDuration(written, "heartbeat", isZeroAllowed: false, place);
    }
}
