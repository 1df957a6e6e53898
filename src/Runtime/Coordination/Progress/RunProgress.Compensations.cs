using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>How a held run is undone: once it has failed or was cancelled, and nothing of it runs any more.</summary>
internal sealed partial class RunProgress
{
    private CompensationProgress? compensation;
    private bool isCondemned;

    /// <summary>The steps that can be undone, by their ids.</summary>
    public IReadOnlyList<string> UndoableSteps => [.. state.Graph.Undoable.Select(step => plan.Steps[step].Id)];

    /// <summary>What is undone next.</summary>
    public Undo CurrentUndo => compensation!.Current!;

    // One that is set aside starts nothing, and goes on with its undos when it is resumed.
    private bool IsToBeUndone => !isCondemned && (compensation is not null
        ? !compensation.IsEmpty
        : (IsCancelling || failure is not null) && !(failure is null && state.HasSucceeded) && HasSomethingToUndo);

    /// <summary>Whether a step that can be undone has begun. Its row may not be there yet: pure code has one only once it lasts, or has ended.</summary>
    private bool HasSomethingToUndo => state.Graph.Undoable.Any(step => state[step] is { IsLost: true } or { Status: not (StepStatus.None or StepStatus.Skipped) });

    /// <summary>Takes in when the steps completed.</summary>
    public void Provide(IReadOnlyList<StepCourse> courses) =>
        compensation = CompensationProgress.Begin(state, draft.Log, time, IsCancelling ? null : failure, courses);

    /// <summary>Takes in what the undo takes that is next.</summary>
    public void ProvideUndo(IReadOnlyDictionary<int, StoredPayload?> inputs) => compensation!.Provide(inputs);

    /// <summary>What the undo takes that is next cannot be had.</summary>
    public void FailUndo(Exception failure) => compensation!.FailCurrent(failure);

    /// <summary>An undo that was launched before the run was read again.</summary>
    public void ContinueUndo(StepUnit unit) => compensation?.Continue(unit);

    private void ApplyUndo(StepOutcome outcome) => hasSettled |= compensation is not null && compensation.Apply(outcome);

    private void RestoreCompensation()
    {
        if (state.Compensations.Count == 0) return;
        compensation = CompensationProgress.Restore(state, draft.Log, time);
        failure = compensation.Cause ?? failure;
    }

    /// <summary>Decides what is undone next, seen from one instant.</summary>
    private NextMove Undo(HeldContext context, long now)
    {
        if (compensation is { Current: null }) return new NextMove(EndUndone(context.Token, now), []);
        if (compensation is { Current.Status: CompensationStatus.Running }) return new NextMove(Changes(context.Token, now), []);
        if (stopping) return new NextMove(HandBack(context.Token, now), []);
        if (wishes is { IsPaused: true, IsCancelling: false }) return new NextMove(Pause(context.Token, now), []);
        if (compensation is null) return new NextMove(Changes(context.Token, now), []) { Needs = [new RunNeed(RunNeedKind.Courses, -1)] };
        if (compensation.DueIn(now) is var due && due > TimeSpan.Zero) return new NextMove(Park(context.Token, now, due), []);
        if (compensation.Inputs is not { } inputs) return new NextMove(Changes(context.Token, now), []) { Needs = [new RunNeed(RunNeedKind.UndoInputs, CurrentUndo.Unit.Step)] };
        Undo undo = compensation.Start();
        var start = new StepStart(run.Id, plan, undo.Unit, undo.Attempt, inputs) { Trace = run.Trace, IsRecorded = true, IsUndo = true, Try = undo.Failures + 1, Cause = compensation.Cause };
        return new NextMove(Build(context.Token, now, ExecutionStatus.Running), [start]);
    }

    private Checkpoint? Changes(long token, long now) => draft.HasChanges || compensation is { HasChanges: true } ? Build(token, now, ExecutionStatus.Running) : null;

    private Checkpoint HandBack(long token, long now)
    {
        draft.Log.Add(EventTypes.LockReleased);
        return Build(token, now, ExecutionStatus.Running, release: true, wake: TimeSpan.Zero);
    }

    private Checkpoint EndUndone(long token, long now)
    {
        if (compensation!.Failures() is { Count: > 0 } failures)
        {
            StepError cause = compensation.Cause
                ?? new StepError(typeof(OperationCanceledException).FullName!, "The run was cancelled, and what it had done could not all be undone", Step: null, Attempt: 0, Stack: null);
            failure = cause with { FailedUndos = failures };
            return Finish(token, now, ExecutionStatus.Failed, EventTypes.ExecutionFailed);
        }

        return compensation.Cause is null
            ? Finish(token, now, ExecutionStatus.Cancelled, EventTypes.ExecutionCancelled)
            : Finish(token, now, ExecutionStatus.Compensated, EventTypes.ExecutionCompensated);
    }
}
