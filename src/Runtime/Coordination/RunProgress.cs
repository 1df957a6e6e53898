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
    private readonly WorkflowPlan plan = state.Plan;
    private readonly EventLog log = new(run.LastSeq);
    private readonly SortedSet<int> changed = [];
    private readonly SortedSet<int> unrecorded = [];
    private readonly SortedSet<long> cancellations = [];
    private StepError? failure = FirstFailure(state);
    private int recoveries = run.Recoveries;
    private bool hasSettled;
    private bool stopping;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsCancelling => cancellations.Count > 0;

    /// <summary>How long until a waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue => failure is null && !IsCancelling && !stopping ? state.NextDue(time.GetTimestamp()) : null;

    /// <summary>Records how the run came into these hands. Nobody has held it before: its creation is recorded as well.</summary>
    public void Begin(string worker) => RecordAcquisition(log, run, worker);

    /// <summary>Since when, in monotonic time, a step runs of whose start no checkpoint tells yet; 0: none does.</summary>
    public long UnrecordedSince => unrecorded.Count > 0 ? unrecorded.Min(step => state[step].StartedAt ?? 0) : 0;

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
        if (!start.IsRecorded) Begin(start.Index, time.GetTimestamp());
    }

    /// <summary>A step that was launched before the run was read again. What its row tells of its end stays.</summary>
    /// <param name="step">The step.</param>
    /// <param name="attempt">Its attempt.</param>
    /// <param name="startedAt">When it was launched, in monotonic time.</param>
    public void Continue(int step, int attempt, long startedAt)
    {
        if (state[step].IsSettled) return;
        bool recorded = state[step].Attempt == attempt;
        state[step].Attempt = attempt;
        state.Set(step, StepStatus.Running);
        if (!recorded) Begin(step, startedAt);
    }

    /// <summary>Lets the next checkpoint tell of the steps that still run: somebody may be looking.</summary>
    public void RecordStarts()
    {
        foreach (int step in unrecorded.ToArray()) RecordStart(step);
    }

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
        StepState step = state[outcome.Step];
        if (step.IsSettled) return;
        if (unrecorded.Contains(outcome.Step)) RecordStart(outcome.Step);
        string id = plan.Steps[outcome.Step].Id;
        foreach (AgentCall call in outcome.Calls)
        {
            if (!call.Declared) log.AddStep(EventTypes.AgentInvoked, id, step.Attempt, ("agent", call.Agent));
            if (call.Answered) log.AddStep(EventTypes.AgentResponse, id, step.Attempt, ("agent", call.Agent));
        }

        if (outcome.Interrupted) Interrupt(outcome.Step, step, id);
        else if (outcome.Failure is { } exception) Fail(outcome.Step, step, id, exception);
        else Complete(outcome, step, id);
        hasSettled |= step.IsSettled;
        changed.Add(outcome.Step);
    }

    /// <summary>Decides, seen from one instant: what is due, what is ready and what is stored agree.</summary>
    public NextMove Advance(HeldContext context)
    {
        long now = time.GetTimestamp();
        List<StepStart> starts = [];
        if (failure is not null || IsCancelling) CancelWaiting();
        else if (!stopping) starts = StartReady(context, now);
        Checkpoint? checkpoint = state.Running == 0 ? End(context.Token, now) : changed.Count > 0 ? Build(context.Token, now, ExecutionStatus.Running) : null;
        return new NextMove(checkpoint, starts);
    }

    private static StepError? FirstFailure(RunState state) => Enumerable.Range(0, state.Plan.Steps.Count)
        .Where(step => state[step].Status == StepStatus.Failed)
        .Select(step => PerdureJson.ReadError(state[step].Error!))
        .FirstOrDefault();

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Interrupt(int index, StepState step, string id)
    {
        if (IsCancelling)
        {
            state.Set(index, StepStatus.Cancelled);
            log.AddStep(EventTypes.StepCancelled, id, step.Attempt);
            return;
        }

        // The worker stops: the attempt is lost, as it would be in a crash, and does not count as a failure.
        state.Wait(index, TimeSpan.Zero);
        log.AddStep(EventTypes.StepRetryScheduled, id, step.Attempt, ("reason", "the worker stopped"));
    }

    private void Fail(int index, StepState step, string id, Exception exception)
    {
        StepError error = StepErrors.From(exception, id, step.Attempt);
        step.Failures++;
        step.Error = PerdureJson.Write(error);
        log.AddFailure(id, step.Attempt, error);
        TimeSpan? retry = failure is null && !IsCancelling
            ? RetrySchedule.Next(plan.Steps[index].Retry, step.Failures, exception, Random.Shared.NextDouble())
            : null;
        if (retry is { } delay)
        {
            state.Wait(index, delay);
            log.AddStep(EventTypes.StepRetryScheduled, id, step.Attempt, ("delay", delay.ToString("c", System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }

        state.Set(index, StepStatus.Failed);
        failure ??= error;
    }

    private void Complete(StepOutcome outcome, StepState step, string id)
    {
        step.Output = outcome.Output;
        step.Error = null;
        state.Set(outcome.Step, StepStatus.Success);
        log.AddStep(EventTypes.StepCompleted, id, step.Attempt);
    }

    private List<StepStart> StartReady(HeldContext context, long now)
    {
        List<StepStart> starts = [];
        foreach (int index in state.Ready(now))
        {
            StepPlan step = plan.Steps[index];
            StepState standing = state[index];
            state.Set(index, StepStatus.Running);
            standing.Attempt++;

            // A row that is written anyway, as at a retry without a wait, tells of this start: its event goes with it.
            bool isRecorded = state.Graph.IsRecordedFirst(index) || changed.Contains(index);
            if (isRecorded)
            {
                log.AddStep(EventTypes.StepStarted, step.Id, standing.Attempt);
                if (step.Agent is not null) log.AddStep(EventTypes.AgentInvoked, step.Id, standing.Attempt, ("agent", step.Agent));
                changed.Add(index);
            }

            starts.Add(new StepStart(run.Id, plan, index, standing.Attempt, InputsOf(step, context)) { Trace = run.Trace, IsRecorded = isRecorded });
        }

        return starts;
    }

    private void Begin(int step, long now)
    {
        state[step].StartedAt = now;
        unrecorded.Add(step);
    }

    /// <summary>The row of a start and its event go together.</summary>
    private void RecordStart(int step)
    {
        unrecorded.Remove(step);
        changed.Add(step);
        log.AddStart(plan.Steps[step].Id, state[step].Attempt, state[step].StartedAt!.Value);
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
        for (var index = 0; index < plan.Steps.Count; index++)
        {
            if (state[index].Status != StepStatus.Waiting && !state[index].IsLost) continue;
            state.Set(index, StepStatus.Cancelled);
            log.AddStep(EventTypes.StepCancelled, plan.Steps[index].Id, state[index].Attempt);
            changed.Add(index);
        }
    }

    /// <summary>Nothing runs: the run has ended, or waits, or is handed back.</summary>
    private Checkpoint End(long token, long now)
    {
        if (state.HasSucceeded) return Finish(token, now, ExecutionStatus.Success, EventTypes.ExecutionCompleted);
        if (IsCancelling) return Finish(token, now, ExecutionStatus.Cancelled, EventTypes.ExecutionCancelled);
        if (failure is not null) return Finish(token, now, ExecutionStatus.Failed, EventTypes.ExecutionFailed);
        bool waits = state.Ready(now).Count == 0;
        if (waits) log.Add(EventTypes.ExecutionWaiting);
        log.Add(EventTypes.LockReleased);
        TimeSpan wake = !waits
            ? TimeSpan.Zero
            : state.NextDue(now) ?? throw new InvalidOperationException($"Execution {run.Id} has no step that could start, and none that runs or waits");
        return Build(token, now, waits ? ExecutionStatus.Waiting : ExecutionStatus.Running, release: true, wake: wake);
    }

    private Checkpoint Finish(long token, long now, ExecutionStatus status, string eventType)
    {
        log.Add(eventType);
        log.Add(EventTypes.LockReleased);
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
        IReadOnlyList<EventWrite> events = log.Take();
        var checkpoint = new Checkpoint
        {
            ExecutionId = run.Id,
            Token = token,
            LastSeq = log.LastSeq,
            Status = status,
            Output = output,
            Error = error,
            State = state.Snapshot(),
            Release = release,
            ClearsRecoveries = recoveries > 0 && hasSettled,
            WakeIn = wake,
            Steps = [.. changed.Select(index => Row(index, now))],
            Events = events,
            // Messages go with the end of the run and not before: a crash in between must find them again.
            ConsumedMessages = status.IsFinished() ? [.. cancellations] : [],
        };
        changed.Clear();
        if (hasSettled) recoveries = 0;
        return checkpoint;
    }

    private StepWrite Row(int index, long now)
    {
        StepState step = state[index];
        StepPlan planned = plan.Steps[index];
        var row = new StepWrite(
            planned.Id,
            step.Status,
            step.Attempt,
            step.Failures,
            planned.Agent,
            state.Graph.InputsOf(index),
            step.Status == StepStatus.Success ? state.RecordOutput(index) : null,
            step.Status is StepStatus.Failed or StepStatus.Waiting ? step.Error : null,
            step.Status == StepStatus.Waiting ? state.DueIn(index, now) : null)
        {
            HasRow = step.HasRow,
            StartedAt = step.StartedAt,
        };
        (step.HasRow, step.StartedAt) = (true, null);
        return row;
    }
}
