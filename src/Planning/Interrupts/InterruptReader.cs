namespace Perdure.Planning;

/// <summary>Reads the [OnInterrupt]s of a workflow, and says where nobody could ask, or answer.</summary>
internal sealed class InterruptReader(WorkflowDescription workflow, FindingList findings)
{
    /// <summary>Reads all of them.</summary>
    /// <returns>One for each step; null: it has none, or something is wrong with it.</returns>
    public PlanInterrupt?[] Read() => [.. Enumerable.Range(0, workflow.Steps.Count).Select(Read)];

    /// <summary>The place of the [OnInterrupt] of a step.</summary>
    public static Place PlaceOf(int step) => new(step, Part: PlacePart.OnInterrupt);

    private PlanInterrupt? Read(int step)
    {
        StepDescription description = workflow.Steps[step];
        if (description.Interrupt is not { } interrupt) return null;
        Place place = PlaceOf(step);
        if (WhyNobodyAsks(description) is { } silent)
        {
            findings.Add(Rules.BadOnInterrupt, place, [description.Method, silent], [], (FindingProperties.LeaveOut, "OnInterrupt"));
            return null;
        }

        if (WhyNobodyAnswers(description, interrupt) is { } problem) findings.Add(Rules.BadOnInterrupt, place, description.Method, problem);
        TimeSpan? timeout = interrupt.Timeout is null
            ? null
            : new PolicyValues(PolicyOwner.Step(description.Method, step), findings).ReadDuration(interrupt.Timeout, "interrupt time-out", isZeroAllowed: false, place);
        return new PlanInterrupt(interrupt.Name, interrupt.Answer, timeout);
    }

    private static string? WhyNobodyAsks(StepDescription step) => step switch
    {
        { Child: { } child } => $"it runs the workflow '{child.Class}', whose steps wait for themselves: mark the one that calls the agent",
        { Agent: null } => "it calls no agent of its own that could ask back: declare it as [Step<TAgent>]",
        { Agent: { Abilities: null } agent } => $"'{agent.Class}' answers in this process, so that nobody would wait: only a remote agent asks back",
        { Agent: { Abilities: { } abilities } agent } when (abilities & AgentAbilities.Interrupt) == 0 => $"the runtime of '{agent.Class}' cannot ask back",
        _ => null,
    };

    private static string? WhyNobodyAnswers(StepDescription step, InterruptDescription interrupt)
    {
        string waits = $"it waits for signal '{interrupt.Name}'";
        return Names.Problem(interrupt.Name) is { } wrong ? $"{waits}, whose name {wrong}"
            : !interrupt.Name.Any(char.IsLetter) ? $"{waits}, whose name has no letter"
            : interrupt.Problem is { } unstorable ? $"its answer is {unstorable}"
            : null;
    }
}
