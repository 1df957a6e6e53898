namespace Perdure.Planning;

/// <summary>Reads the [Signal]s of a workflow, and says what is wrong with them.</summary>
internal sealed class SignalReader(WorkflowDescription workflow, FindingList findings)
{
    /// <summary>Reads all signals.</summary>
    /// <returns>One for each step; null: it takes none, or something is wrong with it.</returns>
    public PlanSignal?[] Read() => [.. Enumerable.Range(0, workflow.Steps.Count).Select(Read)];

    /// <summary>A message goes to one waiter: two steps of which a run may have both cannot share a name.</summary>
    /// <param name="guards">When the steps run.</param>
    public void CheckWaiters(Guards guards)
    {
        foreach (IGrouping<string, Waiter> same in Enumerable.Range(0, workflow.Steps.Count).SelectMany(WaitersOf).GroupBy(waiter => waiter.Name, StringComparer.Ordinal))
        {
            Waiter first = same.First();
            foreach (Waiter other in same.Skip(1))
            {
                if (WhyNotShared(first, other, same, guards) is { } problem)
                    findings.Add(Rules.SharedSignal, other.Place, [workflow.Steps[other.Step].Method, same.Key, problem], [first.Place]);
            }
        }
    }

    /// <summary>For what a step waits: the message that it takes, and the answers to what its agent asks.</summary>
    private IEnumerable<Waiter> WaitersOf(int step)
    {
        foreach (int parameter in Positions(step).Take(1))
        {
            ParameterDescription taken = workflow.Steps[step].Parameters[parameter];
            yield return new Waiter(step, taken.Signal!.Name, taken.Type, PlaceOf(step, parameter));
        }

        if (workflow.Steps[step].Interrupt is { } interrupt) yield return new Waiter(step, interrupt.Name, interrupt.Answer, InterruptReader.PlaceOf(step));
    }

    private PlanSignal? Read(int step)
    {
        int[] positions = Positions(step);
        if (positions.Length == 0) return null;
        int first = positions[0];
        foreach (int other in positions.Skip(1)) Report(step, other, "waits for two signals: take one, and let a step before it take the other");
        ParameterDescription parameter = workflow.Steps[step].Parameters[first];
        SignalDescription signal = parameter.Signal!;
        TimeSpan? timeout = signal.Timeout is null ? null : ReadTimeout(step, first, signal.Timeout);
        if (Problem(workflow.Steps[step], parameter, signal) is { } problem) Report(step, first, problem);
        return new PlanSignal(signal.Name, parameter.Name, timeout, parameter.Type.IsNullable);
    }

    private static string? Problem(StepDescription step, ParameterDescription parameter, SignalDescription signal)
    {
        string takes = $"takes signal '{signal.Name}'";
        return parameter.Role != ParameterRole.Signal ? $"{takes} as '{parameter.Type.Display}', which is no data"
            : parameter.From is not null || parameter.IsInput ? $"{takes}, but is marked {(parameter.From is null ? "[Input]" : "[From]")} as well: a message from outside has no producer"
            : Names.Problem(signal.Name) is { } wrong ? $"{takes}, whose name {wrong}"
            : !signal.Name.Any(char.IsLetter) ? $"{takes}, whose name has no letter"
            : signal.Problem is not null ? $"{takes} as {signal.Problem}"
            : step.Repeat is not null && step.Parameters.Any(other => other.ForEach is not null) ? $"{takes} in each round of each of its items, and a message would not say which item it is for: map over a child workflow whose loop takes the signal"
            : null;
    }

    private string? WhyNotShared(Waiter first, Waiter other, IEnumerable<Waiter> waiters, Guards guards)
    {
        int? both = waiters.TakeWhile(waiter => waiter != other).Where(waiter => !guards.Exclude([waiter.Step, other.Step])).Select(waiter => (int?)waiter.Step).FirstOrDefault();
        if (both == other.Step) return "for which it waits twice: a message goes to one of them, so give each a name";
        if (both is { } together) return $"for which '{workflow.Steps[together].Method}' waits in the same run: a message goes to one of them, so give each a name";
        return first.Type.Key == other.Type.Key ? null : $"as '{other.Type.Display}', which '{workflow.Steps[first.Step].Method}' takes as '{first.Type.Display}'";
    }

    private int[] Positions(int step) => [.. Enumerable.Range(0, workflow.Steps[step].Parameters.Count).Where(parameter => workflow.Steps[step].Parameters[parameter].Signal is not null)];

    private static Place PlaceOf(int step, int parameter) => new(step, parameter, PlacePart.Signal);

    private TimeSpan? ReadTimeout(int step, int parameter, string written) =>
        new PolicyValues(PolicyOwner.Step(workflow.Steps[step].Method, step), findings).ReadDuration(written, "signal time-out", isZeroAllowed: false, PlaceOf(step, parameter));

    private void Report(int step, int parameter, string problem) => findings.Add(Rules.BadSignal, PlaceOf(step, parameter), workflow.Called(step), problem);

    private sealed record Waiter(int Step, string Name, TypeDescription Type, Place Place);
}
