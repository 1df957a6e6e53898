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
        (int Step, int Parameter)[] waiters = [.. Enumerable.Range(0, workflow.Steps.Count).SelectMany(step => Positions(step).Take(1).Select(parameter => (step, parameter)))];
        foreach (IGrouping<string, (int Step, int Parameter)> same in waiters.GroupBy(waiter => SignalOf(waiter).Name, StringComparer.Ordinal))
        {
            (int Step, int Parameter) first = same.First();
            foreach ((int Step, int Parameter) other in same.Skip(1))
            {
                if (WhyNotShared(first, other, same, guards) is { } problem)
                    findings.Add(Rules.SharedSignal, PlaceOf(other), [workflow.Steps[other.Step].Method, same.Key, problem], [PlaceOf(first)]);
            }
        }
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

    private string? WhyNotShared((int Step, int Parameter) first, (int Step, int Parameter) other, IEnumerable<(int Step, int Parameter)> waiters, Guards guards)
    {
        int? both = waiters.TakeWhile(waiter => waiter.Step != other.Step).Where(waiter => !guards.Exclude([waiter.Step, other.Step])).Select(waiter => (int?)waiter.Step).FirstOrDefault();
        if (both is { } together) return $"for which '{workflow.Steps[together].Method}' waits in the same run: a message goes to one of them, so give each a name";
        TypeDescription one = workflow.Steps[first.Step].Parameters[first.Parameter].Type;
        TypeDescription two = workflow.Steps[other.Step].Parameters[other.Parameter].Type;
        return one.Key == two.Key ? null : $"as '{two.Display}', which '{workflow.Steps[first.Step].Method}' takes as '{one.Display}'";
    }

    private int[] Positions(int step) => [.. Enumerable.Range(0, workflow.Steps[step].Parameters.Count).Where(parameter => workflow.Steps[step].Parameters[parameter].Signal is not null)];

    private SignalDescription SignalOf((int Step, int Parameter) waiter) => workflow.Steps[waiter.Step].Parameters[waiter.Parameter].Signal!;

    private static Place PlaceOf((int Step, int Parameter) waiter) => new(waiter.Step, waiter.Parameter, PlacePart.Signal);

    private TimeSpan? ReadTimeout(int step, int parameter, string written) =>
        new PolicyValues(PolicyOwner.Step(workflow.Steps[step].Method, step), findings).ReadDuration(written, "signal time-out", isZeroAllowed: false, PlaceOf((step, parameter)));

    private void Report(int step, int parameter, string problem) => findings.Add(Rules.BadSignal, PlaceOf((step, parameter)), workflow.Called(step), problem);
}
