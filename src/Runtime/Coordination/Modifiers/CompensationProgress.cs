using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// The undoing of one held run, without any I/O: one undo at a time, that of what completed last first. One that has failed for good does not hold up the others. The start of each is
/// committed before its code runs.
/// </summary>
internal sealed class CompensationProgress
{
    /// <summary>Bounds what the error of a run stores; the rows tell of all.</summary>
    private const int MaxErrors = 20;

    private readonly RunState state;
    private readonly EventLog log;
    private readonly TimeProvider time;
    private readonly List<Undo> undos;
    private readonly SortedSet<int> changed = [];
    private int next;

    private CompensationProgress(RunState state, EventLog log, TimeProvider time, StepError? cause, IEnumerable<Undo> undos)
    {
        this.state = state;
        this.log = log;
        this.time = time;
        this.undos = [.. undos];
        Cause = cause;
    }

    /// <summary>Why the run failed; null: it was cancelled.</summary>
    public StepError? Cause { get; }

    /// <summary>Whether there is nothing to undo.</summary>
    public bool IsEmpty => undos.Count == 0;

    /// <summary>Whether there is something to write before it goes on.</summary>
    public bool HasChanges => changed.Count > 0;

    /// <summary>What is undone now, or next; null: every undo has settled.</summary>
    public Undo? Current
    {
        get
        {
            while (next < undos.Count && undos[next].Status.IsSettled()) next++;
            return next < undos.Count ? undos[next] : null;
        }
    }

    /// <summary>What the current undo takes; null: it was not read yet.</summary>
    public IReadOnlyDictionary<int, StoredPayload?>? Inputs { get; private set; }

    /// <summary>Begins it, in the order of what has completed.</summary>
    public static CompensationProgress Begin(RunState state, EventLog log, TimeProvider time, StepError? cause, IReadOnlyList<StepCourse> courses)
    {
        (StepUnit Unit, long At, bool IsUnfinished)[] order =
        [
            .. courses.Select(course => (Unit: new StepUnit(state.Graph.IndexOf(course.StepId), course.Item, course.Round), course.Started, course.Completed))
                .Where(one => IsUndone(state.Plan.Steps[one.Unit.Step], one.Unit) && (one.Completed is not null || state.Plan.Steps[one.Unit.Step].Compensation!.IncludesUnfinished))
                .Select(one => (one.Unit, (one.Completed ?? one.Started)!.Value, one.Completed is null))
                .OrderByDescending(one => one.Item2),
        ];
        var begun = new CompensationProgress(state, log, time, cause, order.Select((one, index) => new Undo(index + 1, one.Unit, one.IsUnfinished)));
        if (begun.IsEmpty) return begun;
        log.Add(EventTypes.CompensationStarted, ("undos", begun.undos.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        for (var undo = 0; undo < begun.undos.Count; undo++) begun.changed.Add(undo);
        return begun;
    }

    /// <summary>Goes on where an earlier holder was. What it undid at that moment is undone again.</summary>
    public static CompensationProgress Restore(RunState state, EventLog log, TimeProvider time)
    {
        IReadOnlyList<CompensationRow> rows = state.Compensations;
        StepError? cause = rows[0].Cause is { } json ? PerdureJson.ReadError(json) : null;
        return new CompensationProgress(state, log, time, cause, rows.Select(row => new Undo(row.Position, new StepUnit(state.Graph.IndexOf(row.StepId), row.Item, row.Round), row.IsUnfinished)
        {
            Status = row.Status == CompensationStatus.Running ? CompensationStatus.Pending : row.Status,
            Attempt = row.Attempt,
            Failures = row.Failures,
            Error = row.Error,
            DueAt = After(time, row.DueIn ?? TimeSpan.Zero),
        }));
    }

    /// <summary>How long, seen from a monotonic time, until the current undo may start.</summary>
    public TimeSpan DueIn(long now) => DueIn(Current!, now);

    /// <summary>Takes in what the current undo takes.</summary>
    public void Provide(IReadOnlyDictionary<int, StoredPayload?> inputs) => Inputs = inputs;

    /// <summary>The current undo starts.</summary>
    public Undo Start()
    {
        Undo undo = Current!;
        undo.Attempt++;
        Move(undo, CompensationStatus.Running);
        log.AddStep(EventTypes.StepCompensationStarted, PlanOf(undo).Id, undo.Unit, undo.Attempt);
        Inputs = null;
        return undo;
    }

    /// <summary>An attempt that was under way before the run was read again.</summary>
    public void Continue(StepUnit unit)
    {
        if (Current is { } undo && undo.Unit == unit) undo.Status = CompensationStatus.Running;
    }

    /// <summary>Takes in how an attempt ended.</summary>
    /// <returns>Whether the undo has settled.</returns>
    public bool Apply(StepOutcome outcome)
    {
        if (Current is not { Status: CompensationStatus.Running } undo || undo.Unit != outcome.Unit) return false;
        if (outcome.Interrupted)
        {
            // The worker stops: the attempt is lost, as it would be in a crash, and does not count as a failure.
            Wait(undo, TimeSpan.Zero);
            return false;
        }

        if (outcome.Failure is { } failure)
        {
            Fail(undo, failure);
            return undo.Status.IsSettled();
        }

        undo.Error = null;
        Move(undo, CompensationStatus.Success);
        log.AddStep(EventTypes.StepCompensated, PlanOf(undo).Id, undo.Unit, undo.Attempt);
        return true;
    }

    /// <summary>What the current undo takes cannot be had.</summary>
    public void FailCurrent(Exception failure) => Fail(Start(), failure);

    /// <summary>Why undos failed for good, in their order.</summary>
    public IReadOnlyList<StepError> Failures() =>
        [.. undos.Where(undo => undo.Status == CompensationStatus.Failed).Take(MaxErrors).Select(undo => PerdureJson.ReadError(undo.Error!))];

    /// <summary>The rows that changed, as they are seen from a monotonic time; they count as written from now on.</summary>
    public IReadOnlyList<CompensationWrite> TakeRows(long now)
    {
        CompensationWrite[] rows = [.. changed.Select(index => Row(undos[index], now))];
        changed.Clear();
        return rows;
    }

    private static bool IsUndone(StepPlan step, StepUnit unit) => step.Map is not null == unit.Item > 0 && step.Repeat is not null == unit.Round > 0;

    private static long After(TimeProvider time, TimeSpan due) => time.GetTimestamp() + (long)(Math.Max(0, due.TotalSeconds) * time.TimestampFrequency);

    private StepPlan PlanOf(Undo undo) => state.Plan.Steps[undo.Unit.Step];

    private void Fail(Undo undo, Exception failure)
    {
        StepPlan step = PlanOf(undo);
        StepError error = StepErrors.From(failure, step.Id, undo.Attempt);
        undo.Failures++;
        undo.Error = PerdureJson.Write(error);
        log.AddUndoFailure(step.Id, undo.Unit, undo.Attempt, error);
        if (RetrySchedule.Next(step.Compensation!.Retry, undo.Failures, failure, Random.Shared.NextDouble()) is { } delay) Wait(undo, delay);
        else Move(undo, CompensationStatus.Failed);
    }

    private void Wait(Undo undo, TimeSpan due)
    {
        undo.DueAt = After(time, due);
        Move(undo, CompensationStatus.Waiting);
    }

    private void Move(Undo undo, CompensationStatus status)
    {
        undo.Status = status;
        changed.Add(undo.Position - 1);
    }

    private TimeSpan DueIn(Undo undo, long now)
    {
        TimeSpan due = undo.Status == CompensationStatus.Waiting ? time.GetElapsedTime(now, undo.DueAt) : TimeSpan.Zero;
        return due > TimeSpan.Zero ? due : TimeSpan.Zero;
    }

    private CompensationWrite Row(Undo undo, long now)
    {
        StepPlan step = PlanOf(undo);
        return new CompensationWrite(
            new CompensationRow(
                undo.Position,
                step.Id,
                undo.Unit.Item,
                undo.Unit.Round,
                undo.Status,
                undo.Attempt,
                undo.Failures,
                undo.Error,
                undo.Position == 1 && Cause is not null ? PerdureJson.Write(Cause) : null,
                undo.Status == CompensationStatus.Waiting ? DueIn(undo, now) : null,
                undo.IsUnfinished),
            step.Compensation!.Id);
    }
}
