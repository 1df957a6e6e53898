using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// Goes on with steps whose work is a child run. Such a step waits from the checkpoint that starts its child, and holds nothing meanwhile. That the child has ended is told by a message; what came of it
/// stands in the child's row. The message stays until the checkpoint that settles the step: whoever takes the run over reads both again.
/// </summary>
internal sealed class ChildProgress(ClaimedRun run, RunState state, RunDraft draft, TimeProvider time)
{
    private readonly SortedDictionary<StepUnit, EndedChild> ended = [];
    private readonly List<long> consumed = [];
    private readonly HashSet<Guid> ending = [];

    /// <summary>Whether a child has ended whose step has not settled yet.</summary>
    public bool HasEnded => ended.Count > 0;

    /// <summary>The ended children whose rows have not been read.</summary>
    public IReadOnlyList<Guid> Unread => [.. ended.Where(one => one.Value.Row is null && IsWaiting(one.Key)).Select(one => one.Value.Id)];

    /// <summary>Whether any step waits for a child.</summary>
    public bool AreAwaited => state.Unsettled().Any(IsWaiting);

    /// <summary>Whether a step waits for a child, and not for a time of its own.</summary>
    public bool IsWaiting(StepUnit unit) => state.Find(unit) is { Status: StepStatus.Waiting } step && ChildRuns.IsAwaited(step.WaitsFor);

    /// <summary>Whether the child of a step's attempt has ended.</summary>
    public bool HasEndedOf(StepUnit unit) => ended.ContainsKey(unit);

    /// <summary>Starts a child: from the next checkpoint on its step waits.</summary>
    public void Start(StepUnit unit, ChildStart child)
    {
        StepPlan step = state.Plan.Steps[unit.Step];
        draft.Start(new NewChild(child.Id, child.Plan, child.Input, new ParentStep(run.Id, step.Id, unit.Item, unit.Round)));
        TimeSpan? left = state.TimeLeft(unit, time.GetTimestamp());
        Wait(unit, child.Plan, left < step.Timeout ? left : step.Timeout ?? left);
        draft.Tell(EventTypes.ChildStarted, unit, ("workflow", child.Plan.Id), ("child", child.Id.ToString()));
    }

    /// <summary>The child that a step waits for is to end, and the step waits until it has, for however long that takes. After a takeover it may be asked once more.</summary>
    public void End(StepUnit unit)
    {
        if (HasEndedOf(unit) || !ending.Add(IdOf(unit))) return;
        draft.EndChild(unit);
        state.WaitFor(unit, state[unit].WaitsFor!);
        draft.Change(unit);
    }

    /// <summary>Takes in that a child has ended. One that its step does not wait for any more is heard and forgotten.</summary>
    public void Receive(Message message)
    {
        ChildEnd end = PerdureJson.ReadChildEnd(message.Payload!);
        var unit = new StepUnit(state.Graph.IndexOf(end.Step), end.Item, end.Round);
        bool isAwaited = unit.Step >= 0 && state.Find(unit) is { } step && end.Child == IdOf(unit) && (step.Status == StepStatus.Running || IsWaiting(unit));
        if (!isAwaited) consumed.Add(message.Id);
        else if (ended.TryGetValue(unit, out EndedChild? known)) known.Messages.Add(message.Id);
        else ended.Add(unit, new EndedChild(end.Child, message.Id));
    }

    /// <summary>Takes in the rows of ended children.</summary>
    /// <returns>The steps whose children did not end well, with why.</returns>
    public IReadOnlyList<(StepUnit Unit, ChildFailure Failure)> Provide(IReadOnlyDictionary<Guid, ExecutionRow> rows)
    {
        List<(StepUnit, ChildFailure)> failures = [];
        foreach ((StepUnit unit, EndedChild child) in ended.Where(one => one.Value.Row is null && IsWaiting(one.Key)).ToArray())
        {
            child.Row = rows.GetValueOrDefault(child.Id);

            // Somebody has let a failed child go on by hand before its parent heard of it: it will end once more.
            if (child.Row is { } row && !row.Status.IsFinished()) Forget(unit);
            else if (child.Row is not { Status: ExecutionStatus.Success }) failures.Add((unit, ChildFailure.Of(state.Plan.Steps[unit.Step], child.Id, child.Row)));
        }

        return failures;
    }

    /// <summary>The results that can be taken: by attempts that do nothing else.</summary>
    public IEnumerable<StepStart> Take()
    {
        foreach ((StepUnit unit, EndedChild child) in ended)
        {
            if (child.Row is not { Status: ExecutionStatus.Success } row || !IsWaiting(unit)) continue;
            state.Set(unit, StepStatus.Running);
            yield return new StepStart(run.Id, state.Plan, unit, state[unit].Attempt, new Dictionary<int, StoredPayload?>())
            {
                Trace = run.Trace,
                IsRecorded = true,
                Ended = new ChildResult(child.Id, row.Output),
            };
        }
    }

    /// <summary>Whoever took a result was cut off: the step's row still says that it waits, and the message is still there.</summary>
    public void TakeBack(StepUnit unit) => Wait(unit, state.Plan.Steps[unit.Step].Child!(), due: null);

    /// <summary>The attempt whose child has ended is about to settle, or to be followed by another: its messages have been heard.</summary>
    public void Settle(StepUnit unit)
    {
        if (!ended.TryGetValue(unit, out EndedChild? child)) return;
        draft.Tell(EventTypes.ChildEnded, unit, ("child", child.Id.ToString()), ("status", child.Row?.Status.ToText() ?? "GONE"));
        Forget(unit);
    }

    /// <summary>The messages that the next checkpoint acts on.</summary>
    /// <param name="all">Whether the run ends, and none is of use any more.</param>
    public IReadOnlyList<long> TakeConsumed(bool all)
    {
        foreach (StepUnit unit in ended.Keys.Where(unit => all || state.Find(unit) is not { IsSettled: false }).ToArray()) Forget(unit);
        long[] taken = [.. consumed];
        consumed.Clear();
        return taken;
    }

    private Guid IdOf(StepUnit unit) => ChildRuns.IdOf(run.Id, state.Plan.Steps[unit.Step].Id, unit, state[unit].Attempt);

    private void Wait(StepUnit unit, WorkflowPlan child, TimeSpan? due) => state.WaitFor(unit, ChildRuns.Describe(child.Name, IdOf(unit)), due);

    private void Forget(StepUnit unit)
    {
        consumed.AddRange(ended[unit].Messages);
        ended.Remove(unit);
    }

    private sealed class EndedChild(Guid id, long message)
    {
        public Guid Id { get; } = id;

        public List<long> Messages { get; } = [message];

        public ExecutionRow? Row { get; set; }
    }
}
