using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>
/// The decisions of one held run, without any I/O: what happened goes in, and out come a checkpoint and the steps to start after it. The end of one
/// step and the start of the next stand in one checkpoint.
/// </summary>
internal sealed class RunProgress(ClaimedRun run, RunState state, TimeProvider time)
{
    /// <summary>How often in a row a step is repeated at once because its transaction met another one; then it has failed.</summary>
    private const int MaxConflicts = 3;

    private readonly WorkflowPlan plan = state.Plan;
    private readonly RunDraft draft = new(run, state);
    private readonly SortedSet<long> cancellations = [];
    private StepError? failure = FirstFailure(state);
    private int recoveries = run.Recoveries;
    private bool hasSettled;
    private bool stopping;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsCancelling => cancellations.Count > 0;

    /// <summary>How long until a waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue => failure is null && !IsCancelling && !stopping ? state.NextDue(time.GetTimestamp()) : null;

    /// <summary>Since when, in monotonic time, a step runs of whose start no checkpoint tells yet; 0: none does.</summary>
    public long UnrecordedSince => draft.UnrecordedSince;

    /// <summary>Records how the run came into these hands. Nobody has held it before: its creation is recorded as well.</summary>
    public void Begin(string worker) => RecordAcquisition(draft.Log, run, worker);

    /// <summary>Tells of results that were committed in transactions of steps, by whoever died or was cut off before a checkpoint told of them.</summary>
    public void TellCommitted()
    {
        foreach (StepUnit unit in state.Untold())
        {
            state[unit].IsUntold = false;
            draft.Tell(EventTypes.StepCompleted, unit);
            hasSettled = true;
        }
    }

    /// <summary>The run has ended its workers too often: it fails, before anything of it is started again.</summary>
    public void Condemn(int limit) => failure = new StepError(
        typeof(RunSetAsideException).FullName!,
        $"Execution {run.Id} was taken over {run.Recoveries} times from workers that died before any step of it settled; after {limit} it is set aside: find what ends the process, then call perdure.resume('{run.Id}')",
        Step: null,
        Attempt: 0,
        Stack: null);

    /// <summary>The code of a step is about to run.</summary>
    public void Launch(StepStart start)
    {
        if (!start.IsRecorded) draft.Begin(start.Unit, time.GetTimestamp());
    }

    /// <summary>A step that was launched before the run was read again. What its row tells of its end stays.</summary>
    /// <param name="unit">The step, or the item or round of it.</param>
    /// <param name="attempt">Its attempt.</param>
    /// <param name="startedAt">When it was launched, in monotonic time.</param>
    public void Continue(StepUnit unit, int attempt, long startedAt)
    {
        StepState step = state[unit];
        if (step.IsSettled) return;
        bool recorded = step.Attempt == attempt;
        step.Attempt = attempt;
        state.Set(unit, StepStatus.Running);
        if (!recorded) draft.Begin(unit, startedAt);
    }

    /// <summary>Lets the next checkpoint tell of the steps that still run: somebody may be looking.</summary>
    public void RecordStarts() => draft.RecordStarts();

    public static void RecordAcquisition(EventLog log, ClaimedRun run, string worker)
    {
        if (run.LastSeq == 0) log.Add(EventTypes.ExecutionCreated);
        if (run.TakenOverFrom is { } previous) log.Add(EventTypes.LockTakenOver, ("worker", worker), ("token", Text(run.Token)), ("from", previous.ToString()));
        else log.Add(EventTypes.LockAcquired, ("worker", worker), ("token", Text(run.Token)));
        log.Add(run.LastSeq == 0 ? EventTypes.ExecutionStarted : EventTypes.ExecutionResumed);
    }

    public void Apply(Message message)
    {
        if (message.Kind == "CANCEL") cancellations.Add(message.Id);
    }

    /// <summary>No further step is started, and the run is handed back once the running ones have settled.</summary>
    public void Stop() => stopping = true;

    public void Apply(StepOutcome outcome)
    {
        StepState step = state[outcome.Unit];
        if (step.IsSettled) return;
        draft.RecordStart(outcome.Unit);
        foreach (AgentCall call in outcome.Calls)
        {
            if (!call.Declared) draft.Tell(EventTypes.AgentInvoked, outcome.Unit, ("agent", call.Agent));
            if (call.Answered) draft.Tell(EventTypes.AgentResponse, outcome.Unit, ("agent", call.Agent));
        }

        if (outcome.Interrupted) Interrupt(outcome.Unit, outcome.Reason ?? "the worker stopped");
        else if (outcome is { Failure: not null, Reason: { } conflict } && step.Conflicts++ < MaxConflicts) Interrupt(outcome.Unit, conflict);
        else if (outcome.Failure is { } exception) Fail(outcome.Unit, step, exception);
        else Complete(outcome, step);
        hasSettled |= step.IsSettled;
    }

    /// <summary>Decides, seen from one instant: what is due, what is ready and what is stored agree.</summary>
    public NextMove Advance(HeldContext context)
    {
        long now = time.GetTimestamp();
        List<StepStart> starts = [];
        if (failure is not null || IsCancelling) CancelWaiting();
        else if (!stopping) starts = StartReady(context, now);
        Checkpoint? checkpoint = state.Running == 0 ? End(context.Token, now) : draft.HasChanges ? Build(context.Token, now, ExecutionStatus.Running) : null;
        return new NextMove(checkpoint, starts);
    }

    private static StepError? FirstFailure(RunState state) => Enumerable.Range(0, state.Plan.Steps.Count)
        .Where(step => state[step].Status == StepStatus.Failed)
        .Select(step => PerdureJson.ReadError(state[step].Error!))
        .FirstOrDefault();

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Interrupt(StepUnit unit, string reason)
    {
        if (IsCancelling)
        {
            state.Set(unit, StepStatus.Cancelled);
            draft.Tell(EventTypes.StepCancelled, unit);
            return;
        }

        // The attempt is lost, as it would be in a crash, and does not count as a failure.
        state.Wait(unit, TimeSpan.Zero);
        draft.Tell(EventTypes.StepRetryScheduled, unit, ("reason", reason));
    }

    private void Fail(StepUnit unit, StepState step, Exception exception)
    {
        StepError error = StepErrors.From(exception, plan.Steps[unit.Step].Id, step.Attempt);
        step.Failures++;
        step.Error = PerdureJson.Write(error);
        draft.TellFailure(unit, error);
        TimeSpan? retry = failure is null && !IsCancelling
            ? RetrySchedule.Next(plan.Steps[unit.Step].Retry, step.Failures, exception, Random.Shared.NextDouble())
            : null;
        if (retry is { } delay)
        {
            state.Wait(unit, delay);
            draft.Tell(EventTypes.StepRetryScheduled, unit, ("delay", delay.ToString("c", System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }

        state.Set(unit, StepStatus.Failed);
        failure ??= error;
    }

    private void Complete(StepOutcome outcome, StepState step)
    {
        step.Output = outcome.Output;
        step.Error = null;
        state.Set(outcome.Unit, StepStatus.Success);
        draft.Tell(EventTypes.StepCompleted, outcome.Unit);
    }

    private List<StepStart> StartReady(HeldContext context, long now)
    {
        List<StepStart> starts = [];
        foreach (StepUnit unit in state.Ready(now)) starts.Add(Start(unit, context));
        return starts;
    }

    private StepStart Start(StepUnit unit, HeldContext context)
    {
        StepPlan step = plan.Steps[unit.Step];
        StepState standing = state[unit];
        state.Set(unit, StepStatus.Running);
        standing.Attempt++;

        // A row that is written anyway, as at a retry without a wait, tells of this start: its event goes with it.
        bool isRecorded = state.Graph.IsRecordedFirst(unit.Step) || draft.Changes(unit);
        if (isRecorded)
        {
            draft.Tell(EventTypes.StepStarted, unit);
            if (step.Agent is not null) draft.Tell(EventTypes.AgentInvoked, unit, ("agent", step.Agent));
        }

        return new StepStart(run.Id, plan, unit, standing.Attempt, InputsOf(step, context)) { Trace = run.Trace, IsRecorded = isRecorded };
    }

    private Dictionary<int, StoredPayload?> InputsOf(StepPlan step, HeldContext context)
    {
        var inputs = new Dictionary<int, StoredPayload?>(step.Inputs.Count);
        foreach (StepInput input in step.Inputs)
            inputs[input.Producer] = input.Producer == WorkflowPlan.InputProducer ? context.Input : state[input.Producer].Output;
        return inputs;
    }

    /// <summary>The run ends: what waits does not go on, and what was lost with an earlier holder is not started again.</summary>
    private void CancelWaiting()
    {
        foreach (StepUnit unit in state.Unsettled())
        {
            state.Set(unit, StepStatus.Cancelled);
            draft.Tell(EventTypes.StepCancelled, unit);
        }
    }

    /// <summary>Nothing runs: the run has ended, or waits, or is handed back.</summary>
    private Checkpoint End(long token, long now)
    {
        if (state.HasSucceeded) return Finish(token, now, ExecutionStatus.Success, EventTypes.ExecutionCompleted);
        if (IsCancelling) return Finish(token, now, ExecutionStatus.Cancelled, EventTypes.ExecutionCancelled);
        if (failure is not null) return Finish(token, now, ExecutionStatus.Failed, EventTypes.ExecutionFailed);
        bool waits = state.Ready(now).Count == 0;
        if (waits) draft.Log.Add(EventTypes.ExecutionWaiting);
        draft.Log.Add(EventTypes.LockReleased);
        TimeSpan wake = !waits
            ? TimeSpan.Zero
            : state.NextDue(now) ?? throw new InvalidOperationException($"Execution {run.Id} has no step that could start, and none that runs or waits");
        return Build(token, now, waits ? ExecutionStatus.Waiting : ExecutionStatus.Running, release: true, wake: wake);
    }

    private Checkpoint Finish(long token, long now, ExecutionStatus status, string eventType)
    {
        draft.Log.Add(eventType);
        draft.Log.Add(EventTypes.LockReleased);
        return Build(
            token,
            now,
            status,
            status == ExecutionStatus.Success && plan.Result >= 0 ? state[plan.Result].Output : null,
            status == ExecutionStatus.Failed ? PerdureJson.Write(failure!) : null,
            release: true);
    }

    private Checkpoint Build(long token, long now, ExecutionStatus status, StoredPayload? output = null, string? error = null, bool release = false, TimeSpan? wake = null)
    {
        IReadOnlyList<EventWrite> events = draft.Log.Take();
        var checkpoint = new Checkpoint
        {
            ExecutionId = run.Id,
            Token = token,
            LastSeq = draft.Log.LastSeq,
            Status = status,
            Output = output,
            Error = error,
            State = state.Snapshot(),
            Release = release,
            ClearsRecoveries = recoveries > 0 && hasSettled,
            WakeIn = wake,
            Steps = draft.TakeRows(now),
            Events = events,
            // Messages go with the end of the run and not before: a crash in between must find them again.
            ConsumedMessages = status.IsFinished() ? [.. cancellations] : [],
        };
        if (hasSettled) recoveries = 0;
        return checkpoint;
    }
}
