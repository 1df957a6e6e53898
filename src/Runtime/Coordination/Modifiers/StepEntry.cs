using System.Globalization;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// What stands between a step for which everything has settled that it waits for, and its first attempt. The one place for it, in this order: its conditions, its delay. What a modifier
/// puts in between comes behind them, and before <see cref="RunState.Admit"/>.
/// </summary>
internal sealed class StepEntry(RunState state, RunDraft draft, DelayProgress delays)
{
    /// <summary>Lets in what can enter. A skip lets those in that waited for it: all of them stand in one checkpoint.</summary>
    /// <returns>Whether a step was skipped, and so has settled.</returns>
    public bool LetIn()
    {
        var skipped = false;
        while (state.TryTakeEntering(out int step))
        {
            if (state.WhySkipped(step) is { } reason)
            {
                Skip(step, reason);
                skipped = true;
            }
            else
            {
                Admit(step);
            }
        }

        return skipped;
    }

    /// <summary>A step that has a row was let in before: its delay is not begun anew.</summary>
    private void Admit(int step)
    {
        TimeSpan delay = state.Plan.Steps[step].Delay;
        if (state.Plan.Steps[step].DelayBy is not null && !state[step].HasRow)
        {
            delays.LetIn(step);
            return;
        }

        if (delay == TimeSpan.Zero || state[step].HasRow)
        {
            state.Admit(step);
            return;
        }

        state.Wait(step, delay);
        draft.Tell(EventTypes.StepWaiting, step, ("delay", delay.ToString("c", CultureInfo.InvariantCulture)));
    }

    private void Skip(int step, (string Key, string Value)[] reason)
    {
        state.Set(step, StepStatus.Skipped);
        draft.Tell(EventTypes.StepSkipped, step, reason);
    }
}
