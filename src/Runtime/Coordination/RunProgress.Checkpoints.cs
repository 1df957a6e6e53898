using Perdure.Events;
using Perdure.Payloads;
using Perdure.Storage;
using Perdure.State;

namespace Perdure.Coordination;

/// <summary>What the checkpoints of a held run say, and how it ends or is let go of.</summary>
internal sealed partial class RunProgress
{
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
        if (failure is null && state.HasSucceeded) return Finish(token, now, ExecutionStatus.Success, EventTypes.ExecutionCompleted);
        if (IsCancelling) return Finish(token, now, ExecutionStatus.Cancelled, EventTypes.ExecutionCancelled);
        if (failure is not null) return Finish(token, now, ExecutionStatus.Failed, EventTypes.ExecutionFailed);
        bool waits = state.Ready(now).Count == 0 && state.Askable.Count == 0;
        if (waits) draft.Log.Add(EventTypes.ExecutionWaiting);
        draft.Log.Add(EventTypes.LockReleased);
        TimeSpan? wake = waits ? state.NextDue(now) : TimeSpan.Zero;
        if (wake is null && !signals.IsAwaited) throw new InvalidOperationException($"Execution {run.Id} has no step that could start, and none that runs or waits");
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
            status == ExecutionStatus.Success && state.ResultStep is { } result ? state[result].Output : null,
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
            Forgotten = draft.TakeForgotten(),
            Events = events,
            // A signal goes with the checkpoint that records what it carries, all other messages with the end of the run: a crash in between must find them again.
            ConsumedMessages = status.IsFinished() ? [.. cancellations, .. signals.Mail.ConsumeAll()] : signals.Mail.Consume(),
        };
        if (hasSettled) recoveries = 0;
        return checkpoint;
    }
}
