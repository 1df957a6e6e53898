using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>The child runs of a held run.</summary>
internal sealed partial class RunProgress
{
    /// <summary>Whether the run is on its way to an end that is not a success.</summary>
    private bool IsToEnd => failure is not null || IsCancelling;

    /// <summary>
    /// Whether the children that a run abandons have to have ended before it goes on to its end. What they do came last and has to be undone or left off first: before the run's own undos,
    /// and, where it is a child itself, before whatever its parent does next.
    /// </summary>
    private bool AwaitsItsChildren => !isCondemned && (run.Parent is not null || HasSomethingToUndo);

    /// <summary>The ended children whose rows have to be read.</summary>
    public IReadOnlyList<Guid> UnreadChildren => children.Unread;

    /// <summary>Takes in the rows of ended children; one that is missing has been deleted.</summary>
    public void Provide(IReadOnlyDictionary<Guid, ExecutionRow> rows)
    {
        foreach ((StepUnit unit, ChildFailure failure) in children.Provide(rows))
        {
            StepState step = state[unit];
            End(unit, step, failure);
            Settled(unit, step, isDone: false);
        }
    }

    /// <summary>What waits does not go on. Where its child has to have ended first, it waits for that.</summary>
    /// <returns>Whether it has settled.</returns>
    private bool Leave(StepUnit unit)
    {
        if (AwaitsItsChildren && plan.Steps[unit.Step].ParentClose == ParentClosePolicy.Cancel && children.IsWaiting(unit))
        {
            children.End(unit);
            return false;
        }

        draft.Cancel(unit);
        return true;
    }

    /// <summary>The child of a step has ended, and not well.</summary>
    private void End(StepUnit unit, StepState step, ChildFailure failed)
    {
        bool isCancelled = failed.Exception is ChildCancelledException;
        if (isCancelled && GivenUp(step) is { } timeout)
        {
            Fail(unit, step, new TimeoutException(timeout.Message), isLast: IsOutOfTime(unit, TimeSpan.Zero, time.GetTimestamp()));
        }
        else if (isCancelled && (IsToEnd || !parts.MayRetry(unit)))
        {
            children.Settle(unit);
            draft.End(unit);
        }
        else
        {
            Fail(unit, step, failed.Exception, failed.Inner);
        }
    }

    /// <summary>Why the attempt that waits for a child has failed already; null: it has not. Its row tells.</summary>
    private static StepError? GivenUp(StepState step) => step.Error is { } json && PerdureJson.ReadError(json) is var error && error.Attempt == step.Attempt ? error : null;

    /// <summary>Nothing is left of a run that ends but children that it waits for: it holds nothing meanwhile.</summary>
    private Checkpoint AwaitChildren(long token, long now)
    {
        if (children.HasEnded) return HandBack(token, now);
        return wishes.IsPaused && !IsCancelling ? Pause(token, now) : Park(token, now, wake: null);
    }

    /// <summary>Nothing is started for a run that ends, or for a map that fails.</summary>
    private void Start(StepUnit unit, ChildStart child)
    {
        if (!IsToEnd && parts.MayRetry(unit)) children.Start(unit, child);
        else draft.Cancel(unit);
    }

    /// <summary>Takes the results of children that have ended, once their rows have been read.</summary>
    private void TakeResults(List<StepStart> starts, HashSet<RunNeed> needs)
    {
        if (!children.HasEnded) return;
        starts.AddRange(children.Take());
        if (children.Unread.Count > 0) needs.Add(new RunNeed(RunNeedKind.Children, -1));
    }

    /// <summary>
    /// A child takes longer than its step's time-out: it is to end, and the attempt has failed. It has to have ended before another child begins, or something is undone: two of them must not work
    /// side by side. The row tells of the failure until then.
    /// </summary>
    private void GiveUp(StepUnit unit, long now)
    {
        if (children.HasEndedOf(unit)) return;
        StepPlan planned = plan.Steps[unit.Step];
        StepState step = state[unit];
        bool isLast = planned.Timeout is null || IsOutOfTime(unit, TimeSpan.Zero, now);
        TimeoutException late = isLast
            ? OutOfTime(unit, step.Attempt)
            : new TimeoutException($"Execution {run.Id}: the child of step '{planned.Id}' took longer than {planned.Timeout} in attempt {step.Attempt}, and was cancelled");
        if (AwaitsItsChildren || (!isLast && NextTry(unit, step.Failures + 1, late) is not null))
        {
            step.Error = PerdureJson.Write(StepErrors.From(late, planned.Id, step.Attempt));
            children.End(unit);
            return;
        }

        draft.EndChild(unit);
        Fail(unit, step, late, isLast: isLast);
        Settled(unit, step, isDone: false);
    }
}
