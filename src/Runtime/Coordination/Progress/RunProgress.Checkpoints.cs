using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>What the checkpoints of a held run say, and how it ends or is let go of.</summary>
internal sealed partial class RunProgress
{
    /// <summary>The run ends: what waits does not go on, and what was lost with an earlier holder is not started again.</summary>
    private void CancelWaiting()
    {
        foreach (StepUnit unit in state.Unsettled()) Leave(unit);
    }

    /// <summary>Nothing runs: the run has ended, or waits, or is handed back.</summary>
    private Checkpoint End(long token, long now)
    {
        if (failure is null && state.HasSucceeded) return Finish(token, now, ExecutionStatus.Success, EventTypes.ExecutionCompleted);
        if (IsCancelling) return Finish(token, now, ExecutionStatus.Cancelled, EventTypes.ExecutionCancelled);
        if (failure is not null) return Finish(token, now, ExecutionStatus.Failed, EventTypes.ExecutionFailed);
        if (wishes.IsPaused && !children.HasEnded) return Pause(token, now);
        if (BeginsIn(now) is var due && due > TimeSpan.Zero) return Park(token, now, DueIn(now) is { } sooner && sooner < due ? sooner : due);
        bool waits = state.Ready(now).Count == 0 && state.Askable.Count == 0 && delays.Open.Count == 0 && !children.HasEnded && queues.Granted.Count == 0 && !HasItemsToBegin;
        if (waits && state.NextDue(now) is null && !children.AreAwaited && !signals.IsAwaited && !answers.IsAwaited && !queues.AreAwaited) throw new InvalidOperationException($"Execution {run.Id} has no step that could start, and none that runs or waits");

        // Who waits for nothing but children, signals and slots has no wake row: the end of one, who sends one, or who grants one, writes it.
        if (waits) return Park(token, now, DueIn(now));

        // Whoever takes it up may be long in coming: meanwhile others have what it was granted.
        queues.ReturnAll();
        draft.Log.Add(EventTypes.LockReleased);
        return Build(token, now, ExecutionStatus.Running, release: true, wake: TimeSpan.Zero);
    }

    /// <summary>The run is let go of until it is due, or until a signal wakes it.</summary>
    private Checkpoint Park(long token, long now, TimeSpan? wake)
    {
        draft.Log.Add(EventTypes.ExecutionWaiting);
        draft.Log.Add(EventTypes.LockReleased);
        return Build(token, now, ExecutionStatus.Waiting, release: true, wake: wake);
    }

    /// <summary>The run is let go of without a due time: the message that paused it stays, and another will wake it.</summary>
    private Checkpoint Pause(long token, long now)
    {
        foreach (StepUnit unit in state.Unsettled().Where(unit => state[unit].IsLost))
        {
            NoteLost(unit);
            state.Wait(unit, TimeSpan.Zero);
            draft.LeaveQueue(unit);
            draft.Tell(EventTypes.StepRetryScheduled, unit, ("reason", "its worker died, and the run is paused"));
        }

        queues.ReturnAll();

        draft.Log.Add(EventTypes.ExecutionPaused);
        draft.Log.Add(EventTypes.LockReleased);
        return Build(token, now, ExecutionStatus.Paused, release: true);
    }

    private Checkpoint Finish(long token, long now, ExecutionStatus status, string eventType)
    {
        draft.Log.Add(eventType);
        draft.Log.Add(EventTypes.LockReleased);
        if (run.Parent is { } parent) draft.Send(new Letter(parent.ExecutionId, MessageKinds.ChildEnded, PerdureJson.Write(new ChildEnd(run.Id, parent.StepId, parent.Item, parent.Round, status.ToText()))));
        return Build(
            token,
            now,
            status,
            status == ExecutionStatus.Success && state.ResultStep is { } result ? state[result].Output : null,
            status is ExecutionStatus.Failed or ExecutionStatus.Compensated ? PerdureJson.Write(failure!) : null,
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
            Agents = draft.TakeAgents(),
            Steps = draft.TakeRows(now),
            Forgotten = draft.TakeForgotten(),
            Compensations = compensation?.TakeRows(now) ?? [],
            Cacheable = draft.TakeCacheable(),
            Events = events,
            Tags = draft.TakeTags(),
            Queues = draft.TakeQueueMoves(),
            Children = draft.TakeChildren(),
            Letters = draft.TakeLetters(),
            // A signal goes with the checkpoint that records what it carries: a crash before must find it again.
            ConsumedMessages = [.. wishes.Consume(status.IsFinished()), .. HasEndedForGood(status) ? signals.Mail.ConsumeAll() : signals.Mail.Consume(), .. children.TakeConsumed(all: status.IsFinished()), .. queues.TakeConsumed(all: status.IsFinished())],
        };
        if (hasSettled) recoveries = 0;
        return checkpoint;
    }

    /// <summary>A run that failed or was cancelled may be retried by hand: a signal that nobody has taken is there for it then.</summary>
    private static bool HasEndedForGood(ExecutionStatus status) => status is ExecutionStatus.Success or ExecutionStatus.Compensated;
}
