namespace Perdure.Planning;

/// <summary>Makes an agent's input from the parameters of its step: as a whole, or by the names of its constructor's parameters and required members.</summary>
internal sealed class AgentInputMatcher(WorkflowDescription workflow, ITypeConversions conversions, AgentMismatches mismatches, FindingList findings)
{
    /// <summary>Matches one step.</summary>
    /// <returns>How the input is made; null for a code step, and where it cannot be.</returns>
    public PlanAgentInput? Match(int step)
    {
        if (workflow.Steps[step].Agent is not { } agent) return null;
        (int Position, ParameterDescription Parameter)[] data =
        [
            .. workflow.Steps[step].Parameters.Select((parameter, position) => (position, parameter)).Where(d => d.parameter.Role is ParameterRole.Data or ParameterRole.Signal),
        ];
        if (data.Length == 1 && TypeFit.HandsOn(data[0].Parameter.Type, agent.Input, conversions)) return new PlanAgentInput(data[0].Position, []);
        if (agent.InputConstructor is not { } members) return ReportNotWhole(step, agent, data);

        var construction = new InputConstruction(members, data, conversions);

        // A single parameter that bears no member's name was meant as the whole, unless it is nearly one.
        if (data.Length == 1 && !construction.IsByName && NearNames.Find(data[0].Parameter.Name, members.Select(member => member.Name)) is null) return ReportNotWhole(step, agent, data);
        foreach ((int? parameter, string problem) in construction.Problems) Report(step, agent, parameter, problem);
        return construction.Problems.Count == 0 ? new PlanAgentInput(-1, new(construction.Given)) : null;
    }

    private PlanAgentInput? ReportNotWhole(int step, AgentDescription agent, (int Position, ParameterDescription Parameter)[] data)
    {
        string[] types = [.. data.Select(d => Wording.Quoted(d.Parameter.Type.DisplayWithNullability))];
        Report(step, agent, data.Length == 1 ? data[0].Position : null, types.Length switch
        {
            0 => "it takes nothing",
            1 => $"it takes {types[0]}",
            _ => $"it takes {Wording.Several(types)}, and no constructor does",
        });
        return null;
    }

    private void Report(int step, AgentDescription agent, int? parameter, string problem)
    {
        if (parameter is { } wrong) mismatches.Add(step, wrong);
        Place place = parameter is { } position ? new Place(step, position, PlacePart.Type) : new Place(step);
        findings.Add(Rules.AgentInputDoesNotFit, place, workflow.Steps[step].Method, agent.Class, agent.Input.DisplayWithNullability, problem);
    }
}
