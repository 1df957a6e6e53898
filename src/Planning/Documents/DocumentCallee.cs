namespace Perdure.Planning;

/// <summary>What a step of a document calls, looked up.</summary>
/// <param name="Agent">The agent; null: it calls none.</param>
/// <param name="Child">The workflow that it runs as a child; null: it runs none.</param>
/// <param name="Returns">What a call of it returns; null: nothing.</param>
internal sealed record DocumentCallee(AgentDescription? Agent, ChildDescription? Child, TypeDescription? Returns)
{
    /// <summary>What others take of a mapped step; null: it is not mapped, or returns nothing.</summary>
    public TypeDescription? Collected { get; init; }

    /// <summary>The same where items of it may have no result.</summary>
    public TypeDescription? CollectedOrNull { get; init; }

    /// <summary>Whether items of it may be skipped.</summary>
    public bool AsksItems { get; init; }

    /// <summary>What others take of it.</summary>
    public TypeDescription? Gives => (AsksItems ? CollectedOrNull : Collected) ?? Returns;

    /// <summary>What it takes; null: nothing.</summary>
    public TypeDescription? Input => Agent?.Input ?? Child?.Input;

    /// <summary>What its input can be made from; null: it is taken as a whole.</summary>
    public EquatableArray<AgentInputMember>? Members => Agent is not null ? Agent.InputConstructor : Child?.InputConstructor;
}

/// <summary>Looks up what the steps of a document call, and reports what there is not.</summary>
internal sealed class CalleeReader(IDocumentTypes types, DocumentFindings findings)
{
    /// <summary>What a step calls; null: nobody knows, which is reported.</summary>
    public DocumentCallee? Read(StepDocument step)
    {
        DocumentCallee? callee = step.Agent is { } agent ? ReadAgent(step, agent)
            : step.Workflow is { } workflow ? ReadWorkflow(step, workflow)
            : step.Returns is { } returns && ReadType(returns, $"step '{step.Id.Value}'") is { Type: { } type } ? new DocumentCallee(null, null, type)
            : null;
        if (callee is not { Returns: { } each } || step.ForEach is null) return callee;
        return callee with
        {
            Collected = types.Many(each, canBeNull: step.Failures?.Value == "tolerate"),
            CollectedOrNull = types.Many(each, canBeNull: true),
            AsksItems = new[] { step.When, step.Unless }.Any(condition => condition is not null && AsksItem(condition)),
        };
    }

    /// <summary>A type that the document names; null: there is none, which is reported.</summary>
    public TypeReading? ReadType(Written<string> written, string called)
    {
        TypeReading reading = types.Type(written.Value);
        if (reading.Problem is not { } problem) return reading;
        findings.Add(DocumentRules.UnknownName, written.Range, ObjectReader.Start(called), "type", written.Value, problem);
        return null;
    }

    private DocumentCallee? ReadAgent(StepDocument step, Written<string> name)
    {
        return FindAgent(step, name) is { } agent ? new DocumentCallee(agent, null, agent.Output) : null;
    }

    /// <summary>An agent that a step names; null: there is none, which is reported.</summary>
    public AgentDescription? FindAgent(StepDocument step, Written<string> name)
    {
        if (types.Agent(name.Value) is { } agent) return agent;
        string problem = types.Workflows.Contains(name.Value) ? "which is a workflow: name it in 'workflow'" : $"which there is not{Wording.DidYouMean(Meant(name.Value, Names.OfAgent, types.Agents))}";
        Report(step, name, "agent", problem);
        return null;
    }

    private DocumentCallee? ReadWorkflow(StepDocument step, Written<string> written)
    {
        string[] parts = written.Value.Split('@');
        int? version = parts.Length == 2 && int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;
        if (parts.Length == (version is null ? 1 : 2) && types.Workflow(parts[0], version) is { } child) return new DocumentCallee(null, child, child.Output);
        string problem = types.Agents.Contains(written.Value) ? "which is an agent: name it in 'agent'"
            : types.Workflow(parts[0], null) is { } other ? $"which there is not: the newest version of '{parts[0]}' is {other.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
            : $"which there is not{Wording.DidYouMean(Meant(parts[0], Names.OfWorkflow, types.Workflows))}";
        Report(step, written, "workflow", problem);
        return null;
    }

    /// <summary>The name of a class may stand in the place of the durable name that follows from it.</summary>
    private static string? Meant(string written, Func<string, string> ofClass, IReadOnlyList<string> known) =>
        known.Contains(ofClass(written)) ? ofClass(written) : NearNames.Find(written, known);

    private void Report(StepDocument step, Written<string> name, string kind, string problem) =>
        findings.Add(DocumentRules.UnknownName, name.Range, $"Step '{step.Id.Value}'", kind, name.Value, problem);

    private static bool AsksItem(ConditionDocument condition) => condition.Of?.Value.Split('.')[0] == DocumentReference.Item || condition.Parts.Any(AsksItem);
}
