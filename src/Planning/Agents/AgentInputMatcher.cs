namespace Perdure.Planning;

/// <summary>Makes an agent's input from the parameters of its step: as a whole, or by the names of its constructor's parameters and required members.</summary>
internal sealed class AgentInputMatcher(WorkflowDescription workflow, ITypeConversions conversions, AgentMismatches mismatches, FindingList findings)
{
    /// <summary>Matches one step.</summary>
    /// <returns>How the input is made; null for a code step, and where it cannot be.</returns>
    public PlanAgentInput? Match(int index)
    {
        StepDescription step = workflow.Steps[index];
        if (step.Agent is not { } agent) return null;
        int[] data = [.. Enumerable.Range(0, step.Parameters.Count).Where(p => step.Parameters[p].Role == ParameterRole.Data)];
        if (data.Length == 1 && Stands(step.Parameters[data[0]].Type, agent.Input)) return new PlanAgentInput(data[0], []);
        return agent.InputConstructor is { } members ? Construct(index, agent, members, data) : ReportNotWhole(index, agent, data);
    }

    private PlanAgentInput? Construct(int index, AgentDescription agent, EquatableArray<AgentInputMember> members, int[] data)
    {
        EquatableArray<ParameterDescription> parameters = workflow.Steps[index].Parameters;
        Dictionary<string, int> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (int parameter in data) byName[parameters[parameter].Name] = parameter;

        // A single parameter that bears no member's name was meant as the whole.
        if (data.Length == 1 && !members.Any(m => byName.ContainsKey(m.Name))) return ReportNotWhole(index, agent, data);

        List<PlanAgentInputMember> given = [];
        var fits = true;
        foreach (AgentInputMember member in members)
        {
            if (byName.TryGetValue(member.Name, out int parameter))
            {
                byName.Remove(member.Name);
                if (Stands(parameters[parameter].Type, member.Type)) given.Add(new PlanAgentInputMember(member.Name, member.IsRequiredMember, parameter));
                else fits = Report(index, agent, parameter, $"'{member.Name}' is '{member.Type.DisplayWithNullability}', not '{parameters[parameter].Type.DisplayWithNullability}'");
            }
            else if (!member.IsOptional && !data.Any(p => IsMisspelt(parameters[p], members, member)))
            {
                fits = Report(index, agent, -1, $"'{member.Name}' is missing");
            }
        }

        foreach (int parameter in data.Where(p => byName.ContainsKey(parameters[p].Name)))
        {
            string? suggestion = NearNames.Find(parameters[parameter].Name, Unused(members, parameters, data));
            fits = Report(index, agent, parameter, $"it has no '{parameters[parameter].Name}'{Wording.DidYouMean(suggestion)}");
        }

        return fits ? new PlanAgentInput(-1, new(given)) : null;
    }

    /// <summary>Whether a parameter that fits no member was probably meant to be this one: then that is the mistake, and the member is not missing.</summary>
    private static bool IsMisspelt(ParameterDescription parameter, EquatableArray<AgentInputMember> members, AgentInputMember member) =>
        !members.Any(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)) && NearNames.Find(parameter.Name, [member.Name]) is not null;

    private static IEnumerable<string> Unused(EquatableArray<AgentInputMember> members, EquatableArray<ParameterDescription> parameters, int[] data) =>
        members.Select(m => m.Name).Where(name => !data.Any(p => string.Equals(parameters[p].Name, name, StringComparison.OrdinalIgnoreCase)));

    private PlanAgentInput? ReportNotWhole(int index, AgentDescription agent, int[] data)
    {
        string[] types = [.. data.Select(p => Wording.Quoted(workflow.Steps[index].Parameters[p].Type.DisplayWithNullability))];
        Report(index, agent, data.Length == 1 ? data[0] : -1, types.Length switch
        {
            0 => "it takes nothing",
            1 => $"it takes {types[0]}",
            _ => $"it takes {Wording.Several(types)}, and no constructor does",
        });
        return null;
    }

    // Collections of the same element stand for one another only where C# says so: here the value is handed on, not read.
    private bool Stands(TypeDescription at, TypeDescription wanted) =>
        at.Key == wanted.Key ? !TypeFit.MayBeUnwantedNull(at, wanted) : TypeFit.Fits(at, wanted) && TypeFit.Assigns(at, wanted, conversions);

    private bool Report(int step, AgentDescription agent, int parameter, string problem)
    {
        if (parameter >= 0) mismatches.Add(step, parameter);
        var place = new Place(step, parameter, parameter >= 0 ? PlacePart.Type : PlacePart.Name);
        findings.Add(Rules.AgentInputDoesNotFit, place, workflow.Steps[step].Method, agent.Class, agent.Input.DisplayWithNullability, problem);
        return false;
    }
}
