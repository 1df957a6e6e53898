using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>What a held run does next.</summary>
/// <param name="Checkpoint">What has to be committed first; null: nothing has changed.</param>
/// <param name="Starts">The steps to start once it is.</param>
internal sealed record NextMove(Checkpoint? Checkpoint, IReadOnlyList<StepStart> Starts);

/// <summary>
/// The decisions of one held run, without any I/O: what happened goes in, and out come a checkpoint and the steps to start after it. The end of one
/// step and the start of the next stand in one checkpoint.
/// </summary>
internal sealed class RunProgress(ClaimedRun run, RunState state, TimeProvider time)
{
    private readonly WorkflowPlan plan = state.Plan;
    private readonly EventLog log = new(run.LastSeq);
    private readonly SortedSet<int> changed = [];
    private readonly SortedSet<long> cancellations = [];
    private StepError? failure = FirstFailure(state);
    private bool stopping;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsCancelling => cancellations.Count > 0;

    /// <summary>How long until a waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue => failure is null && !IsCancelling && !stopping ? state.NextDue(time.GetTimestamp()) : null;

    /// <summary>Records how the run came into these hands. Nobody has held it before: its creation is recorded as well.</summary>
    public void Begin(string worker) => RecordAcquisition(log, run, worker);

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
        string id = plan.Steps[outcome.Step].Id;
        foreach (AgentCall call in outcome.Calls)
        {
            if (!call.Declared) log.AddStep(EventTypes.AgentInvoked, id, step.Attempt, ("agent", call.Agent));
            if (call.Answered) log.AddStep(EventTypes.AgentResponse, id, step.Attempt, ("agent", call.Agent));
        }

        if (outcome.Interrupted) Interrupt(outcome.Step, step, id);
        else if (outcome.Failure is { } exception) Fail(outcome.Step, step, id, exception);
        else Complete(outcome, step, id);
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
        state.DropUnneededOutputs();
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
            step.Status = StepStatus.Cancelled;
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

        step.Status = StepStatus.Failed;
        failure ??= error;
    }

    private void Complete(StepOutcome outcome, StepState step, string id)
    {
        step.Status = StepStatus.Success;
        step.Output = outcome.Output;
        step.Error = null;
        log.AddStep(EventTypes.StepCompleted, id, step.Attempt);
    }

    private List<StepStart> StartReady(HeldContext context, long now)
    {
        List<StepStart> starts = [];
        foreach (int index in state.Ready(now).ToArray())
        {
            StepPlan step = plan.Steps[index];
            StepState standing = state[index];
            standing.Status = StepStatus.Running;
            standing.Attempt++;
            log.AddStep(EventTypes.StepStarted, step.Id, standing.Attempt);
            if (step.Agent is not null) log.AddStep(EventTypes.AgentInvoked, step.Id, standing.Attempt, ("agent", step.Agent));
            changed.Add(index);
            starts.Add(new StepStart(run.Id, plan, index, standing.Attempt, InputsOf(step, context)));
        }

        return starts;
    }

    private Dictionary<int, string?> InputsOf(StepPlan step, HeldContext context)
    {
        var inputs = new Dictionary<int, string?>();
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
            state[index].Status = StepStatus.Cancelled;
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
        bool waits = !state.Ready(now).Any();
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

    private Checkpoint Build(long token, long now, ExecutionStatus status, string? output = null, string? error = null, bool release = false, TimeSpan? wake = null)
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
            WakeIn = wake,
            Steps = [.. changed.Select(index => Row(index, now))],
            Events = events,
            // Messages go with the end of the run and not before: a crash in between must find them again.
            ConsumedMessages = status.IsFinished() ? [.. cancellations] : [],
        };
        changed.Clear();
        return checkpoint;
    }

    private StepWrite Row(int index, long now)
    {
        StepState step = state[index];
        StepPlan planned = plan.Steps[index];
        return new StepWrite(
            planned.Id,
            step.Status,
            step.Attempt,
            step.Failures,
            planned.Agent,
            PlanDefinition.WriteInputs(plan, planned),
            step.Status == StepStatus.Success ? step.Output : null,
            step.Status is StepStatus.Failed or StepStatus.Waiting ? step.Error : null,
            step.Status == StepStatus.Waiting ? state.DueIn(index, now) : null);
    }
}

/// <summary>What a run's decisions need of its holder.</summary>
/// <param name="Token">The fencing token.</param>
/// <param name="Input">The run's input as JSON.</param>
internal sealed record HeldContext(long Token, string? Input);
