namespace Perdure.Planning;

/// <summary>Makes the input of an agent or of a child workflow from the parameters of its step: as a whole, or by the names of its constructor's parameters and required members.</summary>
internal sealed class AgentInputMatcher(WorkflowDescription workflow, ITypeConversions conversions, AgentMismatches mismatches, FindingList findings)
{
    /// <summary>Matches one step.</summary>
    /// <returns>How the input is made; null for a code step, and where it cannot be.</returns>
    public PlanAgentInput? Match(int step)
    {
        if (Callee.Of(workflow.Steps[step]) is not { } callee) return null;
        (int Position, ParameterDescription Parameter)[] data =
        [
            .. workflow.Steps[step].Parameters.Select((parameter, position) => (position, parameter)).Where(d => d.parameter.Role is ParameterRole.Data or ParameterRole.Signal or ParameterRole.Literal),
        ];
        if (callee.Input is not { } input) return TakeNothing(step, callee, data);
        if (data.Length == 1 && TypeFit.HandsOn(data[0].Parameter.Type, input, conversions)) return new PlanAgentInput(data[0].Position, []);
        if (callee.InputConstructor is not { } members) return ReportNotWhole(step, callee, data);

        var construction = new InputConstruction(members, data, conversions);

        // A single parameter that bears no member's name was meant as the whole, unless it is nearly one.
        if (data.Length == 1 && !construction.IsByName && NearNames.Find(data[0].Parameter.Name, members.Select(member => member.Name)) is null) return ReportNotWhole(step, callee, data);
        foreach ((int? parameter, string problem) in construction.Problems) Report(step, callee, parameter, problem);
        return construction.Problems.Count == 0 ? new PlanAgentInput(-1, new(construction.Given)) : null;
    }

    /// <summary>A child workflow without an input.</summary>
    private PlanAgentInput? TakeNothing(int step, Callee callee, (int Position, ParameterDescription Parameter)[] data)
    {
        foreach ((int position, ParameterDescription parameter) in data) Report(step, callee, position, $"leave out '{parameter.Name}', or order steps with [After]");
        return data.Length == 0 ? new PlanAgentInput(-1, []) : null;
    }

    private PlanAgentInput? ReportNotWhole(int step, Callee callee, (int Position, ParameterDescription Parameter)[] data)
    {
        string[] types = [.. data.Select(d => Wording.Quoted(d.Parameter.Type.DisplayWithNullability))];
        Report(step, callee, data.Length == 1 ? data[0].Position : null, types.Length switch
        {
            0 => "it takes nothing",
            1 => $"it takes {types[0]}",
            _ => $"it takes {Wording.Several(types)}, and no constructor does",
        });
        return null;
    }

    private void Report(int step, Callee callee, int? parameter, string problem)
    {
        if (parameter is { } wrong) mismatches.Add(step, wrong);
        Place place = parameter is { } position ? new Place(step, position, PlacePart.Type) : new Place(step);
        findings.Add(Rules.AgentInputDoesNotFit, place, workflow.Steps[step].Method, callee.Class, callee.Input is { } input ? Wording.Quoted(input.DisplayWithNullability) : "nothing", problem);
    }
}
