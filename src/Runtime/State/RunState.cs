using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>
/// Where a held run stands, in memory: which steps are ready, and the snapshot that each checkpoint stores. What happens to one step costs the same at position 1,000 as at
/// position 1. The snapshot holds counters and a low-water mark, never sets: which steps are done is told by their rows.
/// </summary>
internal sealed partial class RunState
{
    private readonly StepState[] steps;
    private readonly int[] counts = new int[Enum.GetValues<StepStatus>().Length];
    private readonly int[] missing;
    private readonly int[] takers;
    private readonly SortedSet<StepUnit> ready = [];
    private readonly SortedSet<(long DueAt, StepUnit Unit)> waiting = [];
    private readonly TimeProvider time;
    private int settledThrough;

    public RunState(WorkflowPlan plan, TimeProvider time)
    {
        this.time = time;
        Graph = PlanGraph.Of(plan);
        steps = [.. plan.Steps.Select(_ => new StepState())];
        counts[(int)StepStatus.None] = steps.Length;
        missing = Graph.CountProducers();
        takers = Graph.CountTakers();
        decisions = Open();
        foreach (int root in Graph.Roots) entering.Enqueue(root);
    }

    public PlanGraph Graph { get; }

    /// <summary>How far the undoing of the run has come, in its order, as an earlier holder left it.</summary>
    public IReadOnlyList<CompensationRow> Compensations { get; set; } = [];

    /// <summary>Why the run fails, as JSON, where no row of a step tells of it: its snapshots do; null: it does not.</summary>
    public string? Failure { get; set; }

    public WorkflowPlan Plan => Graph.Plan;

    /// <summary>How many attempts are under way.</summary>
    public int Running { get; private set; }

    /// <summary>How many steps wait.</summary>
    public int Waiting => counts[(int)StepStatus.Waiting];

    /// <summary>Whether every step has its result, or was skipped.</summary>
    public bool HasSucceeded => counts[(int)StepStatus.Success] + counts[(int)StepStatus.Skipped] == steps.Length;

    /// <summary>Where a step, or an item or round of one, stands.</summary>
    public StepState this[StepUnit unit] => unit.IsStep ? steps[unit.Step] : parts[unit];

    /// <summary>The same; null: a part that has settled and is not needed any more.</summary>
    public StepState? Find(StepUnit unit) => unit.IsStep ? steps[unit.Step] : parts.GetValueOrDefault(unit);

    /// <summary>Takes in a row that an earlier holder wrote. What it ran is lost with it and is started again.</summary>
    public void Restore(StepUnit unit, StepRow row)
    {
        if (unit is { Item: > 0, Round: 0 })
        {
            MapState map = Map(unit.Step);
            if (map.Recall(unit.Item, row.Error)) return;
            map.Begin(unit.Item);
            if (row.Status.IsSettled() && !row.IsUntold)
            {
                map.Settle(unit.Item, row.Status, row.Error);
                return;
            }
        }

        if (unit.Round > 0) rounds[unit.Whole] = Math.Max(unit.Round, RoundOf(unit.Whole));
        StepState state = unit.IsStep ? steps[unit.Step] : parts[unit] = new StepState();
        state.HasRow = true;
        state.Attempt = row.Attempt;
        state.Failures = row.Failures;
        state.Error = row.Error;
        state.EndsAt = row.EndsIn is { } left ? Later(left) : null;
        (state.IsUntold, state.IsLast, state.Tag) = (row.IsUntold, row.IsLast, row.Tag);
        state.IsOutputRecorded = row.Status == StepStatus.Success;
        if (unit.IsStep && row.Inputs is { } taken && Plan.Steps[unit.Step].Map is not null) RecallVerdicts(unit.Step, taken, row.Status.IsSettled());
        if (row.Inputs is { } inputs && Plan.Steps[unit.Step].Signal is { } signal) state.Signal = SignalInput.Read(inputs, signal);
        if (row.WaitsFor is { } what) WaitFor(unit, what, row.DueIn);
        else if (row.DueIn is { } due) Wait(unit, due);
        else if (row.Status != StepStatus.Running) Set(unit, row.Status);
        else if (!unit.IsStep) ready.Add(unit);
    }

    /// <summary>Lets a step wait for a time.</summary>
    public void Wait(StepUnit unit, TimeSpan due) => WaitUntil(unit, what: null, Later(due));

    /// <summary>Lets a step wait for something, without end or for a time at most.</summary>
    public void WaitFor(StepUnit unit, string what, TimeSpan? atMost = null) => WaitUntil(unit, what, atMost is { } due ? Later(due) : null);

    /// <summary>Whatever a step waited for is over.</summary>
    public void GoOn(StepUnit unit, long now) => WaitUntil(unit, what: null, now);

    /// <summary>Lets a step wait from here on for what it says, and for nothing that it waited for before.</summary>
    private void WaitUntil(StepUnit unit, string? what, long? dueAt)
    {
        Set(unit, StepStatus.Waiting);
        StepState state = this[unit];
        if (state.DueAt is { } before) waiting.Remove((before, unit));
        (state.WaitsFor, state.DueAt) = (what, dueAt);
        if (dueAt is { } at) waiting.Add((at, unit));
    }

    /// <summary>The time of all attempts of a step together counts from now on, unless it does already.</summary>
    public void Limit(StepUnit unit)
    {
        if (Plan.Steps[unit.Step].TotalTimeout is { } total) this[unit].EndsAt ??= Later(total);
    }

    /// <summary>What is left, seen from a monotonic time, of the time of all attempts of a step together; null: it has no limit.</summary>
    public TimeSpan? TimeLeft(StepUnit unit, long now) => this[unit].EndsAt is { } at ? time.GetElapsedTime(now, at) : null;

    private long Later(TimeSpan due) => time.GetTimestamp() + (long)(Math.Max(0, due.TotalSeconds) * time.TimestampFrequency);

    /// <summary>Moves a step. What it settles goes on to those that wait for it.</summary>
    public void Set(StepUnit unit, StepStatus status)
    {
        StepState state = this[unit];
        if (state.Status == status) return;
        bool settled = state.IsSettled;
        if (state.DueAt is { } dueAt) waiting.Remove((dueAt, unit));
        if (state.Status == StepStatus.Running) Running--;
        if (status == StepStatus.Running) Running++;
        if (unit.IsStep)
        {
            counts[(int)state.Status]--;
            counts[(int)status]++;
        }

        state.Status = status;
        (state.WaitsFor, state.DueAt) = (null, null);
        if (status != StepStatus.None) ready.Remove(unit);
        else if (!unit.IsStep || missing[unit.Step] == 0) ready.Add(unit);
        if (!unit.IsStep) return;
        if (!settled && state.IsSettled) Settle(unit.Step);
        if (status is StepStatus.Success or StepStatus.Skipped) Release(unit.Step);
    }

    /// <summary>How long it is, seen from a monotonic time, until a waiting step goes on by itself; null: it does not.</summary>
    public TimeSpan? DueIn(StepUnit unit, long now)
    {
        if (this[unit].DueAt is not { } at) return null;
        TimeSpan due = time.GetElapsedTime(now, at);
        return due > TimeSpan.Zero ? due : TimeSpan.Zero;
    }

    /// <summary>How long it is, seen from a monotonic time, until the next waiting step goes on; null: none waits.</summary>
    /// <param name="now">The monotonic time.</param>
    /// <param name="isPassedOver">Those of which something else is waited for first; null: none.</param>
    public TimeSpan? NextDue(long now, Func<StepUnit, bool>? isPassedOver = null)
    {
        foreach ((_, StepUnit unit) in waiting)
        {
            if (isPassedOver?.Invoke(unit) != true) return DueIn(unit, now);
        }

        return null;
    }

    /// <summary>Whether something was let in, or its own wait is over, seen from a monotonic time.</summary>
    public bool IsReady(StepUnit unit, long now) => ready.Contains(unit) || this[unit].DueAt <= now;

    /// <summary>What can start, seen from a monotonic time: it was let in, and its own wait is over.</summary>
    public IReadOnlyList<StepUnit> Ready(long now)
    {
        if (ready.Count == 0 && waiting.Count == 0) return [];
        List<StepUnit> units = [.. ready];
        foreach ((long dueAt, StepUnit unit) in waiting)
        {
            if (dueAt > now) break;
            units.Add(unit);
        }

        units.Sort();
        return units;
    }

    /// <summary>What has not settled and will not go on by itself: it waits, or an earlier holder started it and was lost with it.</summary>
    public IReadOnlyList<StepUnit> Unsettled() =>
    [
        .. Units()
            .Where(unit => this[unit].Status == StepStatus.Waiting || this[unit].IsLost)
            .Order(),
    ];

    /// <summary>The rounds that wait for a signal, or would: of steps that take one and have not settled.</summary>
    public IEnumerable<StepUnit> RoundsWithSignals() => parts.Keys.Where(unit => unit.Round > 0 && Plan.Steps[unit.Step].Signal is not null).Order();

    /// <summary>What waits for an answer to its agent.</summary>
    public IEnumerable<StepUnit> Asking() => Units().Where(unit => this[unit] is { Status: StepStatus.Waiting, Agent.IsAsking: true });

    /// <summary>What has not settled, and of whose remote work it is known where it is.</summary>
    public IEnumerable<StepUnit> AtWork() => Units().Where(unit => this[unit] is { IsSettled: false, Agent.Handle: not null });

    /// <summary>What was committed in transactions of steps, and of which no checkpoint tells yet.</summary>
    public IReadOnlyList<StepUnit> Untold() => [.. Units().Where(unit => this[unit].IsUntold).Order()];

    /// <summary>The steps whose results a step that has not settled still takes, and the run's own result.</summary>
    public IEnumerable<StepUnit> NeededOutputs() => Units().Where(unit => this[unit].Status == StepStatus.Success && (!unit.IsStep || (takers[unit.Step] > 0 && Plan.Steps[unit.Step].Map is null)));

    /// <summary>The result of a step, for the row that records it; it is kept where somebody takes it.</summary>
    public StoredPayload? RecordOutput(StepUnit unit)
    {
        StepState state = this[unit];
        StoredPayload? output = state.Output;
        state.IsOutputRecorded = true;
        if (unit.IsStep && takers[unit.Step] == 0) state.Output = null;
        return output;
    }

    /// <summary>The snapshot as JSON; its size does not grow with the run.</summary>
    public string Snapshot() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""{"steps":{{steps.Length}},"settled_through":{{settledThrough}},"running":{{counts[(int)StepStatus.Running]}},"waiting":{{Waiting}},"succeeded":{{counts[(int)StepStatus.Success]}},"failed":{{counts[(int)StepStatus.Failed]}},"cancelled":{{counts[(int)StepStatus.Cancelled]}},"skipped":{{counts[(int)StepStatus.Skipped]}}{{Verdicts()}}{{Marks()}}{{(Failure is null ? "" : $",\"failure\":{Failure}")}}}""");

    private IEnumerable<StepUnit> Units() => Enumerable.Range(0, steps.Length).Select(step => new StepUnit(step)).Concat(parts.Keys);

    /// <summary>Moves the mark, and lets go of results that nobody takes any more.</summary>
    private void Settle(int step)
    {
        while (settledThrough < steps.Length && steps[settledThrough].IsSettled) settledThrough++;
        foreach (int producer in PlanGraph.TakenBy(Plan, Plan.Steps[step])) Drop(producer);
        SettleDecisions(step);
    }

    /// <summary>One less takes a step's result. It is let go of where nobody does any more, but not before it is recorded.</summary>
    private void Drop(int producer)
    {
        if (--takers[producer] == 0 && steps[producer].IsOutputRecorded) steps[producer].Output = null;
    }

    private void Release(int step)
    {
        foreach (int consumer in Graph.Consumers(step)) ReleaseOne(consumer);
        ReleaseDecisions(step);
    }

    /// <summary>One less is waited for.</summary>
    private void ReleaseOne(int step)
    {
        if (--missing[step] == 0 && steps[step].Status == StepStatus.None) entering.Enqueue(step);
    }
}
