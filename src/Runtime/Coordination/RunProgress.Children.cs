using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>The child runs of a held run.</summary>
internal sealed partial class RunProgress
{
    /// <summary>The ended children whose rows have to be read.</summary>
    public IReadOnlyList<Guid> UnreadChildren => children.Unread;

    /// <summary>Takes in the rows of ended children; one that is missing has been deleted.</summary>
    public void Provide(IReadOnlyDictionary<Guid, ExecutionRow> rows)
    {
        foreach ((StepUnit unit, ChildFailure failure) in children.Provide(rows))
        {
            StepState step = state[unit];
            Fail(unit, step, failure.Exception, failure.Inner);
            Settled(unit, step, isDone: false);
        }
    }

    /// <summary>Nothing is started for a run that ends, nor for an item of a step that fails.</summary>
    private void Start(StepUnit unit, ChildStart child)
    {
        if (failure is null && !IsCancelling && parts.MayRetry(unit)) children.Start(unit, child);
        else draft.Cancel(unit);
    }

    /// <summary>Takes the results of children that have ended, once their rows have been read.</summary>
    private void TakeResults(List<StepStart> starts, HashSet<RunNeed> needs)
    {
        if (!children.HasEnded) return;
        starts.AddRange(children.Take());
        if (children.Unread.Count > 0) needs.Add(new RunNeed(RunNeedKind.Children, -1));
    }

    /// <summary>A child takes longer than its step's time-out: it is to end, and the attempt has failed.</summary>
    private void GiveUp(StepUnit unit, long now)
    {
        if (children.HasEndedOf(unit)) return;
        StepPlan planned = plan.Steps[unit.Step];
        StepState step = state[unit];
        draft.AbandonChild(unit);
        bool isLast = planned.Timeout is null || IsOutOfTime(unit, TimeSpan.Zero, now);
        TimeoutException late = isLast
            ? OutOfTime(unit, step.Attempt)
            : new TimeoutException($"Execution {run.Id}: the child of step '{planned.Id}' took longer than {planned.Timeout} in attempt {step.Attempt}, and was cancelled");
        Fail(unit, step, late, isLast: isLast);
        Settled(unit, step, isDone: false);
    }
}
