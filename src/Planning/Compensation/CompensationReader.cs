namespace Perdure.Planning;

/// <summary>How a step is undone, read.</summary>
/// <param name="Undo">The method that undoes it.</param>
/// <param name="Sources">For each of its parameters: the position of the step's parameter whose value it takes; <see cref="Result"/>: the step's own result; <see cref="Other"/>: no data.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="IncludesUnfinished">Whether a step that started and did not complete is undone as well.</param>
internal sealed record Compensation(UndoDescription Undo, IReadOnlyList<int> Sources, StepPolicy Policy, bool IncludesUnfinished)
{
    /// <summary>How the input of the agent that undoes it is made; null where a method does.</summary>
    public PlanAgentInput? AgentInput { get; init; }

    public const int Result = -1;

    public const int Other = -2;
}

/// <summary>Reads the [Compensate]s of a workflow, and says what is wrong with them. An undo binds to what its step returned and took, and to no other step.</summary>
internal sealed class CompensationReader(WorkflowDescription workflow, ProducerIndex producers, StepPolicy[] policies, Loop?[] loops, StepEdges edges, AgentInputMatcher matcher, FindingList findings)
{
    /// <summary>Reads all of them.</summary>
    /// <returns>One for each step; null: it is not undone, or something is wrong with it.</returns>
    public Compensation?[] Read() => [.. Enumerable.Range(0, workflow.Steps.Count).Select(Read)];

    private Compensation? Read(int step)
    {
        StepDescription description = workflow.Steps[step];
        if (description.Compensate is not { } compensate) return null;
        if (compensate.Method is not { } undo) return Report(step, Unknown(compensate.Undo, out string? suggestion), suggestion is null ? [] : [(FindingProperties.Suggestion, suggestion)]);
        if (undo.Problem is { } problem) return Report(step, $"is undone by '{undo.Name}', which {problem}");
        if (undo.Agent is { } agent) return Read(step, undo, agent);
        int[] sources = [.. undo.Parameters.Select(parameter => Source(description, parameter))];
        int unknown = Array.IndexOf(sources, Unbound);
        if (unknown >= 0)
        {
            Mend unproduced = Unproduced(step, undo.Parameters[unknown]);
            return Report(step, $"is undone by '{undo.Name}', which {unproduced.Text}", unproduced.Properties);
        }

        return Judge(step, undo, sources);
    }

    private const int Unbound = -3;

    /// <summary>An agent that undoes: what it takes may say whose value it is, and is made into its input.</summary>
    private Compensation? Read(int step, UndoDescription undo, AgentDescription agent)
    {
        StepDescription description = workflow.Steps[step];
        var sources = new int[undo.Parameters.Count];
        for (var parameter = 0; parameter < sources.Length; parameter++)
        {
            ParameterDescription taken = undo.Parameters[parameter];
            sources[parameter] = !TakenByName.SaysWhose(taken) ? Source(description, taken)
                : taken.From == description.Method ? Compensation.Result
                : TakenByName.FindBehind(workflow, edges, step, taken) is >= 0 and var found ? found
                : Unbound;
            if (sources[parameter] != Unbound) continue;
            return TakenByName.SaysWhose(taken)
                ? Report(step, parameter, $"is undone by '{undo.Name}', which takes of {TakenByName.Called(taken)}, of which the step itself takes nothing: an undo is given what its step returned and took")
                : Report(step, parameter, $"is undone by '{undo.Name}', which takes '{taken.Type.DisplayWithNullability}', and neither returns that nor takes it under the same name: say what the undo takes");
        }

        var isRight = true;
        PlanAgentInput? input = matcher.Match(undo, agent, (parameter, problem) =>
        {
            isRight = false;
            Report(step, parameter ?? -1, $"is undone by '{undo.Name}', which takes '{agent.Input.DisplayWithNullability}': {problem}");
        });
        return isRight && Judge(step, undo, sources) is { } read ? read with { AgentInput = input } : null;
    }

    private Compensation? Judge(int step, UndoDescription undo, int[] sources)
    {
        StepDescription description = workflow.Steps[step];
        if (description.Repeat is { Keep: > 0 } && sources.Any(source => source == Compensation.Result || source == loops[step]?.Parameter))
            return Report(step, $"is undone by '{undo.Name}' in each round, whose values its [Repeat] lets go of: leave Keep out, or take what does not change");
        bool includesUnfinished = undo.Parameters.Where((parameter, position) => sources[position] == Compensation.Result && IncludesUnfinished(parameter)).Any() && !description.Returns!.IsNullable;
        return new Compensation(undo, sources, PolicyOf(step, undo), includesUnfinished);
    }

    /// <summary>Where the member that is taken of the result may be null anyway, that says nothing about the result.</summary>
    private static bool IncludesUnfinished(ParameterDescription parameter) => parameter.Type.IsNullable && parameter.Path is not { Type.IsNullable: true };

    /// <summary>What bears the name and fits, then the step's own result.</summary>
    private static int Source(StepDescription step, ParameterDescription parameter)
    {
        if (parameter.Role != ParameterRole.Data) return Compensation.Other;
        int named = step.Parameters.ToList().FindIndex(taken => string.Equals(taken.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && (IsData(taken) || taken.Role == ParameterRole.Literal) && TypeFit.Fits(taken.Type, parameter.Type));
        if (named >= 0) return named;
        return step.Returns is { } returns && TypeFit.Fits(returns, parameter.Type) ? Compensation.Result : Unbound;
    }

    private static bool IsData(ParameterDescription parameter) => parameter.Role == ParameterRole.Data;

    private Mend Unproduced(int position, ParameterDescription parameter)
    {
        StepDescription step = workflow.Steps[position];
        string wanted = $"takes '{parameter.Type.DisplayWithNullability} {parameter.Name}'";
        if (step.Returns is { } returns && TypeFit.Family(returns) == TypeFit.Family(parameter.Type)) return new Mend($"{wanted}, and step '{step.Method}' returns '{returns.DisplayWithNullability}', which can be null", []);
        ParameterDescription? named = step.Parameters.FirstOrDefault(taken => string.Equals(taken.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && IsData(taken));
        if (named is not null) return new Mend($"{wanted}, and step '{step.Method}' takes '{named.Type.DisplayWithNullability}' under this name", []);
        ParameterDescription[] ofType = [.. step.Parameters.Where(taken => IsData(taken) && TypeFit.Fits(taken.Type, parameter.Type))];
        Mend? mend = ofType.Length > 0 || parameter.LooksLikeService ? null : TakeHint.Of(step, position, producers, edges.DecisionGraph().AllAfter(position), parameter);
        string hint = ofType.Length > 0 ? Wording.DidYouMean(ofType[0].Name)
            : parameter.LooksLikeService ? ": services come through the constructor"
            : $": {mend?.Text ?? $"it may take {Allowed(step)}"}";
        return new Mend($"{wanted}, which step '{step.Method}' neither returns nor takes under this name{hint}", mend?.Properties ?? []);
    }

    /// <summary>All that an undo can be given: the result by its type, what the step took by name too.</summary>
    private static string Allowed(StepDescription step)
    {
        IEnumerable<string> returned = step.Returns is { } returns ? [Wording.Quoted(returns.DisplayWithNullability)] : [];
        string[] data = [.. returned, .. step.Parameters.Where(IsData).Select(taken => $"'{taken.Type.DisplayWithNullability} {taken.Name}'")];
        const string Always = "'StepError?', 'StepContext' and 'CancellationToken'";
        return data.Length == 0 ? Always : $"{Wording.List(data)}, beside {Always}";
    }

    private string Unknown(string name, out string? suggestion)
    {
        bool isStep = workflow.Steps.Any(other => other.Method == name);
        suggestion = isStep ? null : NearNames.Find(name, workflow.PossibleUndos);
        return $"is undone by '{name}', which {(isStep ? "is a step: an undo is a method without [Step]" : $"is no method of '{workflow.Class}'{Wording.DidYouMean(suggestion)}")}";
    }

    private StepPolicy PolicyOf(int step, UndoDescription undo)
    {
        var place = new Place(step, Part: PlacePart.Compensate);
        var values = new PolicyValues(new PolicyOwner($"Undo '{undo.Name}'", place, place), findings);
        if (undo.Timeout is { Total: not null }) findings.Add(Rules.BadTimeout, place, $"Undo '{undo.Name}'", "has a Total, but only a step's attempts have one: limit each attempt of an undo, and their number by [Retry]");
        StepPolicy inherited = OfAgent(undo.Agent, place, policies[step]);
        return new StepPolicy(undo.Retry is null ? inherited.Retry : values.Read(undo.Retry), undo.Timeout is null ? inherited.Timeout : values.Read(undo.Timeout));
    }

    /// <summary>What an agent that undoes says itself comes before what the step says that it undoes.</summary>
    private StepPolicy OfAgent(AgentDescription? agent, Place place, StepPolicy ofStep)
    {
        if (agent is null) return ofStep;
        var values = new PolicyValues(PolicyOwner.Agent(agent.Class, place), agent.ArePoliciesJudged ? new FindingList() : findings);
        return new StepPolicy(agent.Retry is null ? ofStep.Retry : values.Read(agent.Retry), agent.Timeout is null ? ofStep.Timeout : values.Read(agent.Timeout));
    }

    private Compensation? Report(int step, string problem, params (string Key, string Value)[] properties)
    {
        findings.Add(Rules.BadCompensation, new Place(step, Part: PlacePart.Compensate), [workflow.Called(step), problem], [], properties);
        return null;
    }

    private Compensation? Report(int step, int parameter, string problem)
    {
        findings.Add(Rules.BadCompensation, new Place(step, parameter, PlacePart.Compensate), workflow.Called(step), problem);
        return null;
    }
}
