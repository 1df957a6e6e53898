namespace Perdure.Planning;

/// <summary>Reads which methods say how long steps wait, and says what is wrong with them.</summary>
internal sealed class DelayReader(WorkflowDescription workflow, MemberHints members, FindingList findings)
{
    /// <summary>Reads the delays of all steps.</summary>
    /// <returns>For each step the position among the takers of the method that says how long it waits; null: none does.</returns>
    public IReadOnlyList<int?> Read()
    {
        for (var position = 0; position < workflow.Delays.Count; position++)
        {
            int taker = workflow.FirstDelay() + position;
            if (workflow.Delays[position].Problem is { } problem) findings.Add(Rules.BadDelay, new Place(taker), workflow.Called(taker), problem);
        }

        return [.. workflow.Steps.Select(Read)];
    }

    private int? Read(StepDescription step, int index)
    {
        if (!step.IsDelayed) return null;
        if (step.DelayBy is not { } method) return step.Delay is null ? Report(index, "says no time: name a duration, as in [Delay(\"1h\")], or a method, as in [Delay(By = nameof(…))]") : null;
        if (step.Delay is not null) return Report(index, $"names both '{step.Delay}' and '{method}': leave one of them out", (FindingProperties.LeaveOut, "duration,By"));
        int known = workflow.Delays.ToList().FindIndex(delay => delay.Method == method);
        if (known >= 0) return workflow.Delays[known].Problem is null ? workflow.FirstDelay() + known : null;
        if (workflow.Steps.Any(other => other.Method == method)) return Report(index, $"names '{method}', which is a step: a method that is none takes its result");
        string unknown = $"names '{method}', which is no method of '{workflow.Class}'";
        if (members.OfProducers(index, method, "returns") is { } member) return Report(index, unknown + member.Text, member.Properties);
        string? suggestion = NearNames.Find(method, workflow.PossibleDelays);
        return Report(index, unknown + Wording.DidYouMean(suggestion), suggestion is null ? [] : [(FindingProperties.Suggestion, suggestion)]);
    }

    private int? Report(int step, string problem, params (string Key, string Value)[] properties)
    {
        findings.Add(Rules.BadDelay, new Place(step, Part: PlacePart.Delay), [workflow.Called(step), $"has a [Delay] that {problem}"], [], properties);
        return null;
    }
}
