using System.Text;
using System.Text.Json;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>
/// Where a held run stands, in memory: which steps are ready, and the snapshot that each checkpoint stores. The snapshot holds counters and a low-water
/// mark, never sets: which steps are done is told by their rows.
/// </summary>
internal sealed class RunState(WorkflowPlan plan, TimeProvider time)
{
    private readonly StepState[] steps = [.. plan.Steps.Select(_ => new StepState())];
    private int settledThrough;

    public WorkflowPlan Plan { get; } = plan;

    public StepState this[int step] => steps[step];

    public int Running => Count(StepStatus.Running);

    public int Waiting => Count(StepStatus.Waiting);

    /// <summary>Whether every step has its result.</summary>
    public bool HasSucceeded => steps.All(step => step.Status == StepStatus.Success);

    /// <summary>Takes in a row that an earlier holder wrote. What it ran is lost with it and is started again.</summary>
    public void Restore(int step, StepRow row)
    {
        StepState state = steps[step];
        state.Status = row.Status == StepStatus.Running ? StepStatus.None : row.Status;
        state.Attempt = row.Attempt;
        state.Failures = row.Failures;
        state.Error = row.Error;
        if (row.DueIn is { } due) Wait(step, due);
    }

    /// <summary>Lets a step wait.</summary>
    public void Wait(int step, TimeSpan due)
    {
        steps[step].Status = StepStatus.Waiting;
        steps[step].DueAt = time.GetTimestamp() + (long)(Math.Max(0, due.TotalSeconds) * time.TimestampFrequency);
    }

    /// <summary>How long it is, seen from a monotonic time, until a waiting step goes on.</summary>
    public TimeSpan DueIn(int step, long now)
    {
        TimeSpan due = time.GetElapsedTime(now, steps[step].DueAt);
        return due > TimeSpan.Zero ? due : TimeSpan.Zero;
    }

    /// <summary>How long it is, seen from a monotonic time, until the next waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue(long now)
    {
        TimeSpan? next = null;
        for (int step = settledThrough; step < steps.Length; step++)
        {
            if (steps[step].Status == StepStatus.Waiting && !(next <= DueIn(step, now))) next = DueIn(step, now);
        }

        return next;
    }

    /// <summary>The steps that can start, seen from a monotonic time: what they wait for has succeeded, and their own wait is over.</summary>
    public IEnumerable<int> Ready(long now)
    {
        for (int step = settledThrough; step < steps.Length; step++)
        {
            StepState state = steps[step];
            if (state.Status == StepStatus.None || (state.Status == StepStatus.Waiting && state.DueAt <= now))
            {
                if (Producers(step).All(producer => steps[producer].Status == StepStatus.Success)) yield return step;
            }
        }
    }

    /// <summary>The steps that have to settle before a step can start.</summary>
    public IEnumerable<int> Producers(int step) =>
        Plan.Steps[step].Inputs.Select(input => input.Producer).Where(producer => producer != WorkflowPlan.InputProducer).Concat(Plan.Steps[step].After);

    /// <summary>The steps whose results a step that has not settled still takes, and the run's own result.</summary>
    public IEnumerable<int> NeededOutputs()
    {
        var needed = new SortedSet<int>();
        if (Plan.Result >= 0) needed.Add(Plan.Result);
        for (int step = settledThrough; step < steps.Length; step++)
        {
            if (steps[step].IsSettled) continue;
            foreach (StepInput input in Plan.Steps[step].Inputs) needed.Add(input.Producer);
        }

        return needed.Where(step => step >= 0 && steps[step].Status == StepStatus.Success);
    }

    /// <summary>Lets go of results that nobody takes any more.</summary>
    public void DropUnneededOutputs()
    {
        MoveMark();
        var needed = NeededOutputs().ToHashSet();
        for (int step = 0; step < steps.Length; step++)
        {
            if (steps[step].Output is not null && !needed.Contains(step)) steps[step].Output = null;
        }
    }

    /// <summary>The snapshot as JSON; its size does not grow with the run.</summary>
    public string Snapshot()
    {
        MoveMark();
        using var stream = new MemoryStream(160);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("steps", steps.Length);
            json.WriteNumber("settled_through", settledThrough);
            json.WriteNumber("running", Running);
            json.WriteNumber("waiting", Waiting);
            json.WriteNumber("succeeded", Count(StepStatus.Success));
            json.WriteNumber("failed", Count(StepStatus.Failed));
            json.WriteNumber("cancelled", Count(StepStatus.Cancelled));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void MoveMark()
    {
        while (settledThrough < steps.Length && steps[settledThrough].IsSettled) settledThrough++;
    }

    private int Count(StepStatus status) => steps.Count(step => step.Status == status);
}
