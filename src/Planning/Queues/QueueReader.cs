namespace Perdure.Planning;

/// <summary>The queue of a step, read.</summary>
/// <param name="Description">What the step says.</param>
/// <param name="Sources">For each parameter of the key: the position of the step's parameter whose value it takes.</param>
internal sealed record StepQueue(OnQueueDescription Description, IReadOnlyList<int> Sources);

/// <summary>Reads the [OnQueue]s of a workflow, and says what is wrong with them. A key binds to what its step takes, as an undo does, and to no other step.</summary>
internal sealed class QueueReader(WorkflowDescription workflow, ProducerIndex producers, MemberHints members, StepEdges edges, FindingList findings)
{
    private const int Unbound = -1;

    /// <summary>Reads all of them.</summary>
    /// <returns>One for each step; null: it is on no queue, or something is wrong with it.</returns>
    public StepQueue?[] Read() => [.. Enumerable.Range(0, workflow.Steps.Count).Select(Read)];

    private StepQueue? Read(int step)
    {
        StepDescription description = workflow.Steps[step];
        if (description.Queue is not { } queue) return null;
        if (!workflow.Queues.Contains(queue.Queue)) return ReportUndeclared(step, queue.Queue);
        if (description.Child is { } child)
            return Report(step, PlacePart.Queue, $"and runs the workflow '{child.Class}', which works without holding anything: put its steps on the queue");
        if (queue.Key is null) return new StepQueue(queue, []);
        if (queue.Method is not { } key) return ReportUnknown(step, queue.Key);
        if (key.Problem is { } problem) return Report(step, PlacePart.QueueKey, $"by the key '{key.Name}', which {problem}");
        int[] sources = [.. key.Parameters.Select(parameter => key.Returned is null ? Source(description, parameter) : TakenByName.Find(workflow, edges, step, parameter))];
        int unknown = Array.IndexOf(sources, Unbound);
        if (unknown < 0) return new StepQueue(queue, sources);
        if (key.Returned is not null) return Report(step, PlacePart.QueueKey, $"by the key '{key.Name}', but the step takes nothing of {TakenByName.Called(key.Parameters[unknown])}: a slot is for whom the step works");
        Mend untaken = Untaken(step, key.Parameters[unknown]);
        return Report(step, PlacePart.QueueKey, $"by the key '{key.Name}', which {untaken.Text}", untaken.Properties);
    }

    /// <summary>What bears the name and fits.</summary>
    private static int Source(StepDescription step, ParameterDescription parameter) =>
        step.Parameters.ToList().FindIndex(taken => Bears(taken, parameter.Name) && IsData(taken) && TypeFit.Fits(taken.Type, parameter.Type));

    private static bool Bears(ParameterDescription taken, string name) => string.Equals(taken.Name, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsData(ParameterDescription parameter) => parameter.Role == ParameterRole.Data;

    private Mend Untaken(int position, ParameterDescription parameter)
    {
        StepDescription step = workflow.Steps[position];
        string wanted = $"takes '{parameter.Type.DisplayWithNullability} {parameter.Name}'";
        if (step.Parameters.FirstOrDefault(taken => taken.ForEach is not null && TypeFit.Fits(taken.Wanted, parameter.Type)) is { } item)
            return new Mend($"{wanted}, of which the step takes one item at a time: take '{item.Type.DisplayWithNullability} {item.Name}'", []);
        ParameterDescription? named = step.Parameters.FirstOrDefault(taken => Bears(taken, parameter.Name) && IsData(taken));
        if (named is not null) return new Mend($"{wanted}, and the step takes '{named.Type.DisplayWithNullability}' under this name", []);
        ParameterDescription? ofType = step.Parameters.FirstOrDefault(taken => IsData(taken) && TypeFit.Fits(taken.Type, parameter.Type));
        Mend? mend = ofType is null && !parameter.LooksLikeService ? TakeHint.Of(step, position, producers, edges.DecisionGraph().AllAfter(position), parameter) : null;
        string hint = ofType is not null ? Wording.DidYouMean(ofType.Name)
            : parameter.LooksLikeService ? ": services come through the constructor"
            : mend is null ? "" : $": {mend.Text}";
        return new Mend($"{wanted}, which the step does not take{hint}", mend?.Properties ?? []);
    }

    private StepQueue? ReportUndeclared(int step, string name)
    {
        string? suggestion = NearNames.Find(name, workflow.Queues);
        return suggestion is null
            ? Report(step, PlacePart.Queue, $"which no assembly declares: write [assembly: Queue(\"{name}\", Concurrency = …)]", [(FindingProperties.Queue, name)])
            : Report(step, PlacePart.Queue, $"which no assembly declares{Wording.DidYouMean(suggestion)}", [(FindingProperties.Suggestion, suggestion), (FindingProperties.Queue, name)]);
    }

    private StepQueue? ReportUnknown(int step, string name)
    {
        if (workflow.Steps.Any(other => other.Method == name)) return Report(step, PlacePart.QueueKey, $"by the key '{name}', which is a step: a key is a method without [Step]");
        string unknown = $"by the key '{name}', which is no method of '{workflow.Class}'";
        if (members.OfKey(step, name, edges.DecisionGraph().AllAfter(step)) is { } member) return Report(step, PlacePart.QueueKey, unknown + member.Text, member.Properties);
        string? suggestion = NearNames.Find(name, workflow.PossibleKeys);
        return Report(step, PlacePart.QueueKey, unknown + Wording.DidYouMean(suggestion), suggestion is null ? [] : [(FindingProperties.Suggestion, suggestion)]);
    }

    private StepQueue? Report(int step, PlacePart part, string problem, params (string Key, string Value)[] properties)
    {
        StepDescription description = workflow.Steps[step];
        findings.Add(Rules.BadOnQueue, new Place(step, Part: part), [description.Method, description.Queue!.Queue, problem], [], properties);
        return null;
    }
}
