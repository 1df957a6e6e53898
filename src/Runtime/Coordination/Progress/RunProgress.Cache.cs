using Perdure.Coordination.Modifiers;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>The results that a held run takes from others.</summary>
internal sealed partial class RunProgress
{
    /// <summary>Takes in what was found in the place of a step's own result.</summary>
    public void Apply(CacheAnswer answer)
    {
        StepState step = state[answer.Unit];
        step.IsLookedUp = true;
        if (answer.Hit is not { } hit)
        {
            step.CacheKey = answer.Key;

            // An item that has begun waits for nothing but this.
            if (!answer.Unit.IsStep && step.Status == StepStatus.None) state.Resume(answer.Unit);
            return;
        }

        step.Output = hit.Output;
        step.Error = null;
        state.Set(answer.Unit, StepStatus.Success);
        draft.LeaveQueue(answer.Unit);
        draft.Tell(EventTypes.StepCached, answer.Unit, ("execution", hit.From.ToString()));
        hasSettled = true;
        if (!answer.Unit.IsStep) Note(parts.Settle(answer.Unit, isDone: true));
    }

    /// <summary>Whether another run may have its result: asked once, before its first attempt here; of a map for each item, of a loop before its first round.</summary>
    private bool IsToBeLookedUp(StepUnit unit) =>
        plan.Steps[unit.Step] is { Cache: not null } step
        && unit.Round == 0
        && (step.Map is null || unit.Item > 0)
        && state[unit] is { IsLookedUp: false, Agent: null } standing
        && (standing.WaitsFor is null || queues.IsGranted(unit));
}
