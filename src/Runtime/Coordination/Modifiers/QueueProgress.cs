using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// Goes on with steps that take slots of queues. What is ready for an attempt stands in line from the checkpoint in which it begins to wait; that it was granted a slot is told by a message, which stays
/// until the checkpoint that starts the attempt: whoever takes the run over reads it again. What runs, or ran when an earlier holder was lost, holds a slot.
/// </summary>
internal sealed class QueueProgress(RunState state, RunDraft draft)
{
    private readonly SortedDictionary<StepUnit, List<long>> granted = [];
    private readonly Dictionary<StepUnit, string> keys = [];
    private readonly HashSet<StepUnit> asked = [];
    private readonly List<long> consumed = [];

    /// <summary>What was granted a slot and has not begun.</summary>
    public IReadOnlyCollection<StepUnit> Granted => granted.Keys;

    /// <summary>Whether keys are being asked for.</summary>
    public bool IsAsking => asked.Count > 0;

    /// <summary>Whether its key is being asked for.</summary>
    public bool IsAsked(StepUnit unit) => asked.Contains(unit);

    /// <summary>Whether anything stands in line.</summary>
    public bool AreAwaited => state.Graph.HasQueues && state.Unsettled().Any(IsInLine);

    /// <summary>Whether it was granted a slot and has not begun.</summary>
    public bool IsGranted(StepUnit unit) => granted.ContainsKey(unit);

    /// <summary>Whether an attempt may begin: no queue limits it, or it has its slot.</summary>
    public bool MayBegin(StepUnit unit) => QueueOf(unit) is null || granted.ContainsKey(unit) || state[unit].IsLost;

    /// <summary>Whether it has to be asked for whom its slot is, before it stands in line.</summary>
    public bool NeedsKey(StepUnit unit) => QueueOf(unit) is { Key: not null } && !keys.ContainsKey(unit);

    /// <summary>It is being asked for whom a slot is.</summary>
    /// <returns>Whether it was not already.</returns>
    public bool Ask(StepUnit unit) => asked.Add(unit);

    /// <summary>Whoever was asked has answered; null: or did not get to.</summary>
    public void Answer(StepUnit unit, string? key)
    {
        asked.Remove(unit);
        if (key is not null) keys[unit] = key;
    }

    /// <summary>Takes in that a slot was granted. One that nothing waits for any more was given back by the checkpoint that said so.</summary>
    public void Receive(Message message)
    {
        SlotGrant grant = PerdureJson.ReadSlotGrant(message.Payload!);
        var unit = new StepUnit(state.Graph.IndexOf(grant.Step), grant.Item, grant.Round);
        if (unit.Step < 0 || !IsInLine(unit)) consumed.Add(message.Id);
        else if (granted.TryGetValue(unit, out List<long>? known)) known.Add(message.Id);
        else granted.Add(unit, [message.Id]);
    }

    /// <summary>An attempt begins, with its slot.</summary>
    public void Begin(StepUnit unit) => Forget(unit);

    /// <summary>Lets it stand in line from the next checkpoint on, for no longer than there is time for its attempts.</summary>
    public void LineUp(StepUnit unit, long now)
    {
        string queue = QueueOf(unit)!.Queue;
        string key = keys.Remove(unit, out string? known) ? known : "";
        state.WaitFor(unit, QueueLines.Describe(queue), state.TimeLeft(unit, now));
        draft.LineUp(unit, key);
        if (key.Length > 0) draft.Tell(EventTypes.StepWaiting, unit, ("queue", queue), ("key", key));
        else draft.Tell(EventTypes.StepWaiting, unit, ("queue", queue));
    }

    /// <summary>The run is to wait for a long time: what was granted and has not begun goes back into its line, so that others can have it.</summary>
    public void ReturnAll()
    {
        foreach (StepUnit unit in granted.Keys.ToArray())
        {
            draft.ReturnSlot(unit);
            Forget(unit);
        }
    }

    /// <summary>The messages that the next checkpoint acts on.</summary>
    /// <param name="all">Whether the run ends, and none is of use any more.</param>
    public IReadOnlyList<long> TakeConsumed(bool all)
    {
        foreach (StepUnit unit in granted.Keys.Where(unit => all || !IsInLine(unit)).ToArray()) Forget(unit);
        if (consumed.Count == 0) return [];
        long[] taken = [.. consumed];
        consumed.Clear();
        return taken;
    }

    private OnQueuePlan? QueueOf(StepUnit unit) => state.Plan.Steps[unit.Step].Queue;

    private bool IsInLine(StepUnit unit) => state.Find(unit) is { Status: StepStatus.Waiting } step && QueueLines.NameOf(step.WaitsFor) is not null;

    private void Forget(StepUnit unit)
    {
        if (!granted.Remove(unit, out List<long>? messages)) return;
        consumed.AddRange(messages);
    }
}
