namespace Perdure.Planning;

/// <summary>Makes the input of an agent or of a child workflow from the parameters of its step, or of its undo: as a whole, or by the names of its constructor's parameters and required members.</summary>
internal sealed class AgentInputMatcher(WorkflowDescription workflow, ITypeConversions conversions, AgentMismatches mismatches, FindingList findings)
{
    /// <summary>Matches one step.</summary>
    /// <returns>How the input is made; null for a code step, and where it cannot be.</returns>
    public PlanAgentInput? Match(int step) =>
        Callee.Of(workflow.Steps[step]) is { } callee ? Match(callee, workflow.Steps[step].Parameters, (parameter, problem) => Report(step, callee, parameter, problem)) : null;

    /// <summary>Matches the agent that undoes a step.</summary>
    /// <param name="undo">The undo.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="report">Takes what stands against it: the parameter that is wrong, where one is, and the problem as the end of a message.</param>
    /// <returns>How the input is made; null: it cannot be.</returns>
    public PlanAgentInput? Match(UndoDescription undo, AgentDescription agent, Action<int?, string> report) => Match(Callee.Of(agent), undo.Parameters, report);

    private PlanAgentInput? Match(Callee callee, EquatableArray<ParameterDescription> parameters, Action<int?, string> report)
    {
        (int Position, ParameterDescription Parameter)[] data =
        [
            .. parameters.Select((parameter, position) => (position, parameter)).Where(d => d.parameter.Role is ParameterRole.Data or ParameterRole.Signal or ParameterRole.Literal or ParameterRole.Cause),
        ];
        if (callee.Input is not { } input) return TakeNothing(data, report);
        if (data.Length == 1 && TypeFit.HandsOn(data[0].Parameter.Type, input, conversions)) return new PlanAgentInput(data[0].Position, []);
        if (callee.InputConstructor is not { } members) return ReportNotWhole(data, report);

        var construction = new InputConstruction(members, data, conversions);

        // A single parameter that bears no member's name was meant as the whole, unless it is nearly one.
        if (data.Length == 1 && !construction.IsByName && NearNames.Find(data[0].Parameter.Name, members.Select(member => member.Name)) is null) return ReportNotWhole(data, report);
        foreach ((int? parameter, string problem) in construction.Problems) report(parameter, problem);
        return construction.Problems.Count == 0 ? new PlanAgentInput(-1, new(construction.Given)) : null;
    }

    /// <summary>A child workflow without an input.</summary>
    private static PlanAgentInput? TakeNothing((int Position, ParameterDescription Parameter)[] data, Action<int?, string> report)
    {
        foreach ((int position, ParameterDescription parameter) in data) report(position, $"leave out '{parameter.Name}', or order steps with [After]");
        return data.Length == 0 ? new PlanAgentInput(-1, []) : null;
    }

    private static PlanAgentInput? ReportNotWhole((int Position, ParameterDescription Parameter)[] data, Action<int?, string> report)
    {
        string[] types = [.. data.Select(d => Wording.Quoted(d.Parameter.Type.DisplayWithNullability))];
        report(data.Length == 1 ? data[0].Position : null, types.Length switch
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
