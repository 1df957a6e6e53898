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
    private readonly SortedDictionary<int, StepWrite> writes = [];
    private readonly SortedSet<long> cancellations = [];
    private StepError? failure = FirstFailure(state);
    private bool stopping;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsCancelling => cancellations.Count > 0;

    /// <summary>How long until a waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue => failure is null && !IsCancelling && !stopping ? state.NextDue : null;

    /// <summary>Records how the run came into these hands. Nobody has held it before: its creation is recorded as well.</summary>
    public void Begin(string worker)
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
        Write(outcome.Step);
    }

    public NextMove Advance(HeldContext context)
    {
        List<StepStart> starts = [];
        if (failure is not null || IsCancelling) CancelWaiting();
        else if (!stopping) starts = StartReady(context);
        state.DropUnneededOutputs();
        Checkpoint? checkpoint = state.Running == 0 ? End(context.Token) : writes.Count > 0 ? Build(context.Token, ExecutionStatus.Running) : null;
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

    private List<StepStart> StartReady(HeldContext context)
    {
        List<StepStart> starts = [];
        foreach (int index in state.Ready().ToArray())
        {
            StepPlan step = plan.Steps[index];
            StepState standing = state[index];
            standing.Status = StepStatus.Running;
            standing.Attempt++;
            log.AddStep(EventTypes.StepStarted, step.Id, standing.Attempt);
            if (step.Agent is not null) log.AddStep(EventTypes.AgentInvoked, step.Id, standing.Attempt, ("agent", step.Agent));
            Write(index);
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

    private void CancelWaiting()
    {
        for (var index = 0; index < plan.Steps.Count; index++)
        {
            if (state[index].Status != StepStatus.Waiting) continue;
            state[index].Status = StepStatus.Cancelled;
            log.AddStep(EventTypes.StepCancelled, plan.Steps[index].Id, state[index].Attempt);
            Write(index);
        }
    }

    /// <summary>Nothing runs: the run has ended, or waits, or is handed back.</summary>
    private Checkpoint End(long token)
    {
        if (state.IsSettled && failure is null) return Finish(token, ExecutionStatus.Success, EventTypes.ExecutionCompleted);
        if (IsCancelling) return Finish(token, ExecutionStatus.Cancelled, EventTypes.ExecutionCancelled);
        if (failure is not null) return Finish(token, ExecutionStatus.Failed, EventTypes.ExecutionFailed);
        TimeSpan wake = stopping && state.Ready().Any() ? TimeSpan.Zero : state.NextDue
            ?? (stopping ? TimeSpan.Zero : throw new InvalidOperationException($"Execution {run.Id} has no step that could start, and none that runs or waits"));
        if (!stopping) log.Add(EventTypes.ExecutionWaiting);
        log.Add(EventTypes.LockReleased);
        return Build(token, stopping ? ExecutionStatus.Running : ExecutionStatus.Waiting, release: true, wake: wake);
    }

    private Checkpoint Finish(long token, ExecutionStatus status, string eventType)
    {
        log.Add(eventType);
        log.Add(EventTypes.LockReleased);
        return Build(
            token,
            status,
            status == ExecutionStatus.Success && plan.Result >= 0 ? state[plan.Result].Output : null,
            status == ExecutionStatus.Failed ? PerdureJson.Write(failure!) : null,
            release: true);
    }

    private Checkpoint Build(long token, ExecutionStatus status, string? output = null, string? error = null, bool release = false, TimeSpan? wake = null)
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
            Steps = [.. writes.Values],
            Events = events,
            // Messages go with the end of the run and not before: a crash in between must find them again.
            ConsumedMessages = status.IsFinished() ? [.. cancellations] : [],
        };
        writes.Clear();
        return checkpoint;
    }

    private void Write(int index)
    {
        StepState step = state[index];
        StepPlan planned = plan.Steps[index];
        writes[index] = new StepWrite(
            planned.Id,
            step.Status,
            step.Attempt,
            step.Failures,
            planned.Agent,
            PlanDefinition.WriteInputs(plan, planned),
            step.Status == StepStatus.Success ? step.Output : null,
            step.Status is StepStatus.Failed or StepStatus.Waiting ? step.Error : null,
            step.Status == StepStatus.Waiting ? time.GetElapsedTime(time.GetTimestamp(), step.DueAt) is var due && due > TimeSpan.Zero ? due : TimeSpan.Zero : null);
    }
}

/// <summary>What a run's decisions need of its holder.</summary>
/// <param name="Token">The fencing token.</param>
/// <param name="Input">The run's input as JSON.</param>
internal sealed record HeldContext(long Token, string? Input);
