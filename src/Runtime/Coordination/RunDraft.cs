using Perdure.Coordination.Modifiers;
using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>What the next checkpoint of a held run will say: the events, and the rows of the steps that changed.</summary>
internal sealed partial class RunDraft(ClaimedRun run, RunState state)
{
    private readonly SortedSet<StepUnit> changed = [];
    private readonly SortedSet<StepUnit> unrecorded = [];
    private SortedDictionary<string, string>? tags;
    private readonly List<StepUnit> forgotten = [];
    private readonly List<NewChild> children = [];
    private readonly List<Letter> letters = [];
    private List<CacheableResult> cacheable = [];
    private Dictionary<StepUnit, QueueWrite>? queueMoves;
    private bool hasNews;

    /// <summary>The events.</summary>
    public EventLog Log { get; } = new(run.LastSeq);

    /// <summary>Whether there is something to write before the run goes on.</summary>
    public bool HasChanges => hasNews || changed.Count > 0 || changedAgents.Count > 0;

    /// <summary>Since when, in monotonic time, a step runs of whose start no checkpoint tells yet; 0: none does.</summary>
    public long UnrecordedSince => unrecorded.Count > 0 ? unrecorded.Min(unit => state[unit].StartedAt ?? 0) : 0;

    /// <summary>Tells what happened to a step, and lets its row be written.</summary>
    public void Tell(string type, StepUnit unit, params ReadOnlySpan<(string Key, string Value)> payload)
    {
        Log.AddStep(type, state.Plan.Steps[unit.Step].Id, unit, state[unit].Attempt, payload);
        changed.Add(unit);
    }

    /// <summary>Tells what happened to the run, and lets that be written before it goes on.</summary>
    public void Tell(string type, params ReadOnlySpan<(string Key, string Value)> payload)
    {
        Log.Add(type, payload);
        hasNews = true;
    }

    /// <summary>Tells why an attempt failed.</summary>
    public void TellFailure(StepUnit unit, StepError error)
    {
        Log.AddFailure(state.Plan.Steps[unit.Step].Id, unit, state[unit].Attempt, error);
        changed.Add(unit);
    }

    /// <summary>Lets the run be found by a tag.</summary>
    public void Tag(string name, string value) => (tags ??= new(StringComparer.Ordinal))[name] = value;

    /// <summary>The tags; they count as written from now on.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TakeTags()
    {
        if (tags is null) return [];
        KeyValuePair<string, string>[] taken = [.. tags];
        tags = null;
        return taken;
    }

    /// <summary>Lets the row of a step be written.</summary>
    public void Change(StepUnit unit) => changed.Add(unit);

    /// <summary>Whether the row of a step will be written.</summary>
    public bool Changes(StepUnit unit) => changed.Contains(unit);

    /// <summary>An attempt has begun of which no checkpoint tells yet.</summary>
    public void Begin(StepUnit unit, long now)
    {
        state[unit].StartedAt = now;
        unrecorded.Add(unit);
    }

    /// <summary>Tells of the start of an attempt, if no checkpoint has: its row and its event go together.</summary>
    public void RecordStart(StepUnit unit)
    {
        if (!unrecorded.Remove(unit)) return;
        changed.Add(unit);
        Log.AddStart(state.Plan.Steps[unit.Step].Id, unit, state[unit].Attempt, state[unit].StartedAt!.Value);
    }

    /// <summary>Whether no start of a step is left to be told of.</summary>
    public bool IsTold(StepUnit unit) => !unrecorded.Contains(unit) && !changedAgents.Contains(unit) && !hasNews;

    /// <summary>Tells of all starts that no checkpoint has told of.</summary>
    public void RecordStarts()
    {
        foreach (StepUnit unit in unrecorded.ToArray()) RecordStart(unit);
    }

    /// <summary>Lets go of the result of an earlier round.</summary>
    public void Forget(StepUnit round) => forgotten.Add(round);

    /// <summary>The rounds whose results are let go of.</summary>
    public IReadOnlyList<StepKey> TakeForgotten()
    {
        if (forgotten.Count == 0) return [];
        StepKey[] keys = [.. forgotten.Select(unit => new StepKey(run.Id, state.Plan.Steps[unit.Step].Id, unit.Item, unit.Round))];
        forgotten.Clear();
        return keys;
    }

    /// <summary>Lets a child run begin.</summary>
    public void Start(NewChild child) => children.Add(child);

    /// <summary>Leaves a message for another run.</summary>
    public void Send(Letter letter) => letters.Add(letter);

    /// <summary>A step does not go on; nor does the child that it may be waiting for, unless that is to go on by itself.</summary>
    public void Cancel(StepUnit unit)
    {
        if (state.Plan.Steps[unit.Step].ParentClose == ParentClosePolicy.Cancel) EndChild(unit);
        End(unit);
    }

    /// <summary>A step does not go on; the child that it waited for has ended.</summary>
    public void End(StepUnit unit)
    {
        LeaveQueue(unit);
        StopAgent(unit);
        state.Set(unit, StepStatus.Cancelled);
        Tell(EventTypes.StepCancelled, unit);
    }

    /// <summary>The child that a step may be waiting for is not waited for any longer, and is to end.</summary>
    public void EndChild(StepUnit unit)
    {
        if (!ChildRuns.IsAwaited(state[unit].WaitsFor)) return;
        letters.Add(new Letter(ChildRuns.IdOf(run.Id, state.Plan.Steps[unit.Step].Id, unit, state[unit].Attempt), MessageKinds.Cancel));
    }

    /// <summary>It stands in no line and holds no slot from the next checkpoint on.</summary>
    public void LeaveQueue(StepUnit unit) => Move(unit, QueueMove.Leave);

    /// <summary>It stands in the line of its queue from the next checkpoint on.</summary>
    public void LineUp(StepUnit unit, string key) => Move(unit, QueueMove.LineUp, key);

    /// <summary>It gives back the slot that it was granted, and stands in line again.</summary>
    public void ReturnSlot(StepUnit unit) => Move(unit, QueueMove.Return);

    /// <summary>What comes to stand in the lines of queues, and what leaves them.</summary>
    public IReadOnlyList<QueueWrite> TakeQueueMoves()
    {
        if (queueMoves is null) return [];
        QueueWrite[] taken = [.. queueMoves.OrderBy(one => one.Key).Select(one => one.Value)];
        queueMoves = null;
        return taken;
    }

    /// <summary>The child runs that begin.</summary>
    public IReadOnlyList<NewChild> TakeChildren()
    {
        NewChild[] taken = [.. children];
        children.Clear();
        return taken;
    }

    /// <summary>The messages to other runs.</summary>
    public IReadOnlyList<Letter> TakeLetters()
    {
        Letter[] taken = [.. letters];
        letters.Clear();
        return taken;
    }

    /// <summary>The results among the rows that other runs may take.</summary>
    public IReadOnlyList<CacheableResult> TakeCacheable()
    {
        if (cacheable.Count == 0) return [];
        IReadOnlyList<CacheableResult> taken = cacheable;
        cacheable = [];
        return taken;
    }

    /// <summary>The rows, as they are seen from a monotonic time; they count as written from now on.</summary>
    public IReadOnlyList<StepWrite> TakeRows(long now)
    {
        StepWrite[] rows = [.. changed.Select(unit => Row(unit, now))];
        foreach (StepUnit unit in changed) state.LetGo(unit);
        changed.Clear();
        hasNews = false;
        return rows;
    }

    private void Move(StepUnit unit, QueueMove move, string key = "")
    {
        StepPlan step = state.Plan.Steps[unit.Step];
        if (step.Queue is { } queue) (queueMoves ??= [])[unit] = new QueueWrite(step.Id, unit.Item, unit.Round, queue.Queue, move) { Key = key };
    }

    private StepWrite Row(StepUnit unit, long now)
    {
        StepState step = state[unit];
        StepPlan planned = state.Plan.Steps[unit.Step];
        var row = new StepWrite(
            planned.Id,
            step.Status,
            step.Attempt,
            step.Failures,
            planned.Agent,
            state.InputsOf(unit),
            step.Status == StepStatus.Success ? state.RecordOutput(unit) : null,
            step.Status is StepStatus.Failed or StepStatus.Waiting ? step.Error : null,
            step.Status == StepStatus.Waiting ? state.DueIn(unit, now) : null)
        {
            Item = unit.Item,
            Round = unit.Round,
            WaitsFor = step.Status == StepStatus.Waiting ? step.WaitsFor : null,
            EndsIn = state.TimeLeft(unit, now),
            HasRow = step.HasRow,
            StartedAt = step.StartedAt,
        };
        if (row.Output is { } output && step.CacheKey is { } key) cacheable.Add(new CacheableResult(key, planned, output));
        (step.HasRow, step.StartedAt, step.CacheKey) = (true, null, step.Status.IsSettled() ? null : step.CacheKey);
        return row;
    }
}
