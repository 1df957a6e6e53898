using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>
/// What stands between a step for which everything has settled that it waits for, and its first attempt. The one place for it, in this order: its conditions. What a modifier
/// puts in between comes behind them, and before <see cref="RunState.Admit"/>.
/// </summary>
internal sealed class StepEntry(RunState state, RunDraft draft)
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
                state.Admit(step);
            }
        }

        return skipped;
    }

    private void Skip(int step, (string Key, string Value)[] reason)
    {
        state.Set(step, StepStatus.Skipped);
        draft.Tell(EventTypes.StepSkipped, step, reason);
    }
}
