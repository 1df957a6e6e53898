using Perdure.Coordination.Modifiers;
using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>
/// The decisions of one held run, without any I/O: what happened goes in, and out come a checkpoint and the steps to start after it. The end of one
/// step and the start of the next stand in one checkpoint.
/// </summary>
internal sealed partial class RunProgress
{
    private readonly ClaimedRun run;
    private readonly RunState state;
    private readonly TimeProvider time;
    private readonly WorkflowPlan plan;
    private readonly RunDraft draft;
    private readonly StepEntry entry;
    private readonly DelayProgress delays;
    private readonly ItemProgress items;
    private readonly PartsProgress parts;
    private readonly ChildProgress children;
    private readonly SignalProgress signals;
    private readonly AnswerProgress answers;
    private readonly QueueProgress queues;
    private readonly RunWishes wishes;
    private StepError? failure;
    private int recoveries;
    private bool hasSettled;
    private bool stopping;

    public RunProgress(ClaimedRun run, RunState state, TimeProvider time)
    {
        this.run = run;
        this.state = state;
        this.time = time;
        plan = state.Plan;
        draft = new RunDraft(run, state);
        delays = new DelayProgress(state, draft);
        entry = new StepEntry(state, draft, delays);
        items = new ItemProgress(state, draft);
        parts = new PartsProgress(state, draft, items, Leave);
        children = new ChildProgress(run, state, draft, time);
        signals = new SignalProgress(state, draft);
        answers = new AnswerProgress(run, state, draft, signals.Mail);
        queues = new QueueProgress(state, draft);
        wishes = new RunWishes();
        failure = FirstFailure(state);
        recoveries = run.Recoveries;
        RestoreCompensation();
    }

    /// <summary>Where the run stands.</summary>
    public RunState State => state;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsCancelling => wishes.IsCancelling || compensation is { Cause: null, IsEmpty: false };

    /// <summary>How long until a waiting step goes on; null: none waits.</summary>
    public TimeSpan? NextDue => failure is null && !IsCancelling && !wishes.IsPaused && !stopping ? DueIn(time.GetTimestamp()) : null;

    /// <summary>Since when, in monotonic time, a step runs of whose start no checkpoint tells yet; 0: none does.</summary>
    public long UnrecordedSince => draft.UnrecordedSince;

    /// <summary>Records how the run came into these hands. Nobody has held it before: its creation is recorded as well.</summary>
    public void Begin(string worker) => RecordAcquisition(draft.Log, run, worker);

    /// <summary>Tells of results that were committed in transactions of steps, by whoever died or was cut off before a checkpoint told of them.</summary>
    public void TellCommitted()
    {
        foreach (StepUnit unit in state.Untold())
        {
            StepState step = state[unit];
            step.IsUntold = false;
            draft.Tell(EventTypes.StepCompleted, unit);
            draft.LeaveQueue(unit);
            if (step.Tag is { } tag) draft.Tag(plan.Steps[unit.Step].Tag!, tag);
            hasSettled = true;
            if (unit.IsStep) continue;

            // Told now, a round decides on the next one, which must not begin by itself.
            if (unit.Round > 0) state.Open(unit.Whole);
            Note(parts.Settle(unit, step.IsLast));
        }
    }

    /// <summary>Ends loops that have had all their rounds, before anything of them is started again.</summary>
    public void EndLoops() => Note(parts.EndLoops());

    /// <summary>The run has ended its workers too often: it fails, before anything of it is started again.</summary>
    public void Condemn(int limit)
    {
        isCondemned = true;
        failure = new StepError(
            typeof(RunSetAsideException).FullName!,
            $"Execution {run.Id} was taken over {run.Recoveries} times from workers that died before any step of it settled; after {limit} it is set aside: find what ends the process, then call perdure.retry('{run.Id}')",
            Step: null,
            Attempt: 0,
            Stack: null);
    }

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
        if (state.Find(unit) is not { IsSettled: false } step) return;
        bool recorded = step.Attempt == attempt;
        step.Attempt = attempt;
        state.Set(unit, StepStatus.Running);
        if (!recorded) draft.Begin(unit, startedAt);
    }

    /// <summary>Lets the next checkpoint tell of the steps that still run: somebody may be looking.</summary>
    public void RecordStarts() => draft.RecordStarts();

    /// <summary>Whether the start of a step is told of by what was written, or is by what is to be written.</summary>
    public bool IsTold(StepUnit unit) => draft.IsTold(unit);

    public static void RecordAcquisition(EventLog log, ClaimedRun run, string worker)
    {
        if (run.LastSeq == 0) log.Add(EventTypes.ExecutionCreated);
        if (run.TakenOverFrom is { } previous) log.Add(EventTypes.LockTakenOver, ("worker", worker), ("token", Text(run.Token)), ("from", previous.ToString()));
        else log.Add(EventTypes.LockAcquired, ("worker", worker), ("token", Text(run.Token)));
        log.Add(run.LastSeq == 0 ? EventTypes.ExecutionStarted : EventTypes.ExecutionResumed);
    }

    public void Apply(Message message)
    {
        if (message.Signal is not null) signals.Mail.Add(message);
        else if (message.Kind == MessageKinds.ChildEnded) children.Receive(message);
        else if (message.Kind == MessageKinds.SlotGranted) queues.Receive(message);
        else wishes.Apply(message);
    }

    /// <summary>No further step is started, and the run is handed back once the running ones have settled.</summary>
    public void Stop() => stopping = true;

    public void Apply(StepOutcome outcome)
    {
        if (outcome.Flight is { Start.IsUndo: true })
        {
            ApplyUndo(outcome);
            return;
        }

        if (state.Find(outcome.Unit) is not { IsSettled: false } step) return;
        draft.RecordStart(outcome.Unit);

        // However an attempt ends, its slot is given back: what follows it waits for one of its own.
        draft.LeaveQueue(outcome.Unit);
        foreach (AgentCall call in outcome.Calls) Tell(outcome.Unit, call);
        if (outcome.Remote is { } remote) TakeIn(outcome.Unit, remote);
        if (outcome.IsCutOff || (outcome.Interrupted && IsEnding)) StopAgents(outcome.Unit, outcome.Remote);
        if (outcome is { Failure: null, Remote.Asked: not null } && !IsEnding) Ask(outcome.Unit, outcome.Remote);
        else if (outcome.Interrupted) Interrupt(outcome.Unit, outcome.Reason ?? "the worker stopped");
        else if (outcome is { Failure: not null, Reason: { } conflict } && step.Conflicts++ < MaxConflicts) Interrupt(outcome.Unit, conflict);
        else if (outcome is { Failure: { } late, IsLast: true }) CutOff(outcome.Unit, step, late);
        else if (outcome.Failure is { } exception) FailUnlessSentAgain(outcome, step, exception);
        else if (outcome.Remote is { Asked: not null }) draft.Cancel(outcome.Unit);
        else if (outcome.Child is { } child) Start(outcome.Unit, child);
        else Complete(outcome, step);
        Settled(outcome.Unit, step, outcome.IsDone);
    }

    /// <summary>Decides, seen from one instant: what is due, what is ready and what is stored agree.</summary>
    public NextMove Advance(HeldContext context)
    {
        long now = time.GetTimestamp();
        NextMove before = TakeHeld();
        List<StepStart> starts = [.. before.Starts];
        List<DecisionStart> asks = [.. before.Asks];
        List<DelayStart> delayAsks = [.. before.DelayAsks];
        List<ItemAsk> itemAsks = [.. before.ItemAsks];
        HashSet<RunNeed> needs = [];
        List<CacheLookup> lookups = [];
        List<QueueKeyStart> keys = [.. before.Keys];
        List<AnswerStart> checks = [.. before.Checks];
        Expire(now);
        if (!IsToEnd) hasSettled |= entry.LetIn();
        if (MayStart(now)) TakeSignals(now);
        if (MayStart(now)) TakeAnswers(now, checks);
        if (IsToEnd) CancelWaiting();

        // What a child has come to is recorded of a run that is paused or ends as well: nothing is started by it.
        if (!stopping) TakeResults(starts, needs);
        if (MayStart(now))
        {
            AskAll(context, asks, needs);
            AskDelays(context, delayAsks, needs);
            AskItems(context, itemAsks, needs);
            StartReady(context, now, starts, needs, lookups, keys);

            // A step that was out of time has failed the run: what waits does not go on.
            if (failure is not null) CancelWaiting();
        }

        if (failure is null && state.HasSucceeded && NeedOfResult is { } own) needs.Add(own);
        if (Stops.Count > 0) return Hold(new NextMove(null, starts) { Asks = asks, DelayAsks = delayAsks, ItemAsks = itemAsks, Keys = keys, Checks = checks });
        bool ends = state is { Running: 0, Asked: 0 } && !answers.AreChecked && !queues.IsAsking && !delays.AreAsked && !items.AreAsked && needs.Count == 0 && lookups.Count == 0;
        if (ends && IsToEnd && children.AreAwaited) return new NextMove(AwaitChildren(context.Token, now), []);
        if (ends && IsToBeUndone) return Undo(context, now);
        Checkpoint? checkpoint = ends ? End(context.Token, now) : draft.HasChanges ? Build(context.Token, now, ExecutionStatus.Running) : null;
        return new NextMove(checkpoint, starts) { Asks = asks, DelayAsks = delayAsks, ItemAsks = itemAsks, Needs = [.. needs], Lookups = lookups, Keys = keys, Checks = checks };
    }

    /// <summary>Whether something new may begin.</summary>
    private bool MayStart(long now) => failure is null && !IsCancelling && !stopping && !wishes.IsPaused && BeginsIn(now) == TimeSpan.Zero;

    /// <summary>The collections that a step maps over.</summary>
    public IReadOnlyList<StoredPayload?> Collections(int step, StoredPayload? input) =>
        [.. plan.Steps[step].Map!.Producers().Select(named => state.Producer(step, named) is var producer && producer == WorkflowPlan.InputProducer ? input : state[producer].Output)];

    /// <summary>The items of the collections that a step maps over.</summary>
    public void Provide(int step, IReadOnlyList<IReadOnlyList<StoredPayload>> collections)
    {
        parts.Open(step, collections);
        Note(parts.SettleMap(step));
    }

    /// <summary>The results of a mapped step, put together.</summary>
    public void Provide(int step, StoredPayload results) => state[step].Output = results;

    /// <summary>What the run needs cannot be had.</summary>
    public void FailNeed(int step, Exception exception) => NoteOfRun(StepErrors.From(exception, plan.Steps[step].Id, state[step].Attempt));

    private RunNeed? NeedOfResult => state.ResultStep is { } step && plan.Steps[step] is { Map: not null, Output: not null } && state[step].Output is null
        ? new RunNeed(RunNeedKind.RunResult, step)
        : null;

    private static StepError? FirstFailure(RunState state) => state.Failure is { } ofRun
        ? PerdureJson.ReadError(ofRun)
        : Enumerable.Range(0, state.Plan.Steps.Count)
            .Where(step => state[step].Status == StepStatus.Failed)
            .Select(step => PerdureJson.ReadError(state[step].Error!))
            .FirstOrDefault();

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void StartReady(HeldContext context, long now, List<StepStart> starts, HashSet<RunNeed> needs, List<CacheLookup> lookups, List<QueueKeyStart> keys)
    {
        passedOver = 0;

        // A mapped step whose items are known has nothing left to be ready for: its window opens as items settle.
        var open = new Queue<StepUnit>(state.Ready(now).Concat(state.OpenMaps().Select(step => new StepUnit(step))).Concat(queues.Granted));
        while (passedOver < MaxPassedOver && open.TryDequeue(out StepUnit unit))
        {
            // Another item that was out of time may have ended it with its step; and what is due in its line may have been granted its slot as well.
            if (state.Find(unit) is { IsSettled: true } or { Status: StepStatus.Running }) continue;
            if (children.IsWaiting(unit)) GiveUp(unit, now);
            else if (parts.NeedOf(unit) is { } need) needs.Add(need);
            else if (!IsAdmitted(unit, open, needs)) continue;
            else if (IsToBeLookedUp(unit)) lookups.Add(new CacheLookup(unit, InputsOf(unit, context)));
            else if (!parts.IsWhole(unit) && IsOutOfTime(unit, TimeSpan.Zero, now)) RunOut(unit);
            else if (answers.IsAsking(unit)) continue;
            else if (!parts.IsWhole(unit) && signals.Holds(unit, now)) continue;
            else if (!parts.IsWhole(unit)) Begin(unit, context, now, starts, keys);
            else foreach (StepUnit part in parts.Begin(unit)) open.Enqueue(part);
        }

        LeaveToTheNext(open);
    }
}
