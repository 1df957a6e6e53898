using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>
/// Where a held run stands, in memory: which steps are ready, and the snapshot that each checkpoint stores. What happens to one step costs the same at position 1,000 as at
/// position 1. The snapshot holds counters and a low-water mark, never sets: which steps are done is told by their rows.
/// </summary>
internal sealed class RunState
{
    private readonly StepState[] steps;
    private readonly int[] counts = new int[Enum.GetValues<StepStatus>().Length];
    private readonly int[] missing;
    private readonly int[] takers;
    private readonly SortedSet<int> ready = [];
    private readonly SortedSet<(long DueAt, int Step)> waiting = [];
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
        ready.UnionWith(Graph.Roots);
    }

    public PlanGraph Graph { get; }

    public WorkflowPlan Plan => Graph.Plan;

    public int Running => counts[(int)StepStatus.Running];

    public int Waiting => counts[(int)StepStatus.Waiting];

    /// <summary>Whether every step has its result.</summary>
    public bool HasSucceeded => counts[(int)StepStatus.Success] == steps.Length;

    public StepState this[int step] => steps[step];

    /// <summary>Takes in a row that an earlier holder wrote. What it ran is lost with it and is started again.</summary>
    public void Restore(int step, StepRow row)
    {
        StepState state = steps[step];
        state.HasRow = true;
        state.Attempt = row.Attempt;
        state.Failures = row.Failures;
        state.Error = row.Error;
        if (row.DueIn is { } due) Wait(step, due);
        else if (row.Status != StepStatus.Running) Set(step, row.Status);
    }

    /// <summary>Lets a step wait.</summary>
    public void Wait(int step, TimeSpan due)
    {
        Set(step, StepStatus.Waiting);
        steps[step].DueAt = time.GetTimestamp() + (long)(Math.Max(0, due.TotalSeconds) * time.TimestampFrequency);
        waiting.Add((steps[step].DueAt, step));
    }

    /// <summary>Moves a step. What it settles goes on to those that wait for it.</summary>
    public void Set(int step, StepStatus status)
    {
        StepState state = steps[step];
        if (state.Status == status) return;
        bool settled = state.IsSettled;
        if (state.Status == StepStatus.Waiting) waiting.Remove((state.DueAt, step));
        counts[(int)state.Status]--;
        counts[(int)status]++;
        state.Status = status;
        if (status != StepStatus.None) ready.Remove(step);
        else if (missing[step] == 0) ready.Add(step);
        if (!settled && state.IsSettled) Settle(step);
        if (status == StepStatus.Success) Release(step);
    }

    /// <summary>How long it is, seen from a monotonic time, until a waiting step goes on.</summary>
    public TimeSpan DueIn(int step, long now)
    {
        TimeSpan due = time.GetElapsedTime(now, steps[step].DueAt);
        return due > TimeSpan.Zero ? due : TimeSpan.Zero;
    }

    /// <summary>How long it is, seen from a monotonic time, until the next waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue(long now) => waiting.Count > 0 ? DueIn(waiting.Min.Step, now) : null;

    /// <summary>The steps that can start, seen from a monotonic time: what they wait for has succeeded, and their own wait is over.</summary>
    public IReadOnlyList<int> Ready(long now)
    {
        if (ready.Count == 0 && waiting.Count == 0) return [];
        List<int> steps = [.. ready];
        foreach ((long dueAt, int step) in waiting)
        {
            if (dueAt > now) break;
            steps.Add(step);
        }

        steps.Sort();
        return steps;
    }

    /// <summary>The steps whose results a step that has not settled still takes, and the run's own result.</summary>
    public IEnumerable<int> NeededOutputs() => Enumerable.Range(0, steps.Length).Where(step => takers[step] > 0 && steps[step].Status == StepStatus.Success);

    /// <summary>The result of a step, for the row that records it; it is kept where somebody takes it.</summary>
    public StoredPayload? RecordOutput(int step)
    {
        StoredPayload? output = steps[step].Output;
        if (takers[step] == 0) steps[step].Output = null;
        return output;
    }

    /// <summary>The snapshot as JSON; its size does not grow with the run.</summary>
    public string Snapshot() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""{"steps":{{steps.Length}},"settled_through":{{settledThrough}},"running":{{Running}},"waiting":{{Waiting}},"succeeded":{{counts[(int)StepStatus.Success]}},"failed":{{counts[(int)StepStatus.Failed]}},"cancelled":{{counts[(int)StepStatus.Cancelled]}}}""");

    /// <summary>Moves the mark, and lets go of results that nobody takes any more.</summary>
    private void Settle(int step)
    {
        while (settledThrough < steps.Length && steps[settledThrough].IsSettled) settledThrough++;
        foreach (int producer in PlanGraph.TakesFrom(Plan.Steps[step]))
        {
            if (--takers[producer] == 0) steps[producer].Output = null;
        }
    }

    private void Release(int step)
    {
        foreach (int consumer in Graph.Consumers(step))
        {
            if (--missing[consumer] == 0 && steps[consumer].Status == StepStatus.None) ready.Add(consumer);
        }
    }
}
