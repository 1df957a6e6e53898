using Perdure.Storage;

namespace Perdure.State;

/// <summary>Brings a claimed run into memory: nothing is read for a new run; else its step rows once, and only the results that are still taken.</summary>
internal sealed class StateManager(IExecutionStore store, TimeProvider time)
{
    /// <summary>Reads where a run stands.</summary>
    /// <param name="run">The run, as claimed.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="cancellationToken">Cancelled when the incarnation is over.</param>
    /// <exception cref="PlanMismatchException">The run has recorded steps that the plan does not have.</exception>
    public async ValueTask<RunState> LoadAsync(ClaimedRun run, WorkflowPlan plan, CancellationToken cancellationToken)
    {
        var state = new RunState(plan, time);
        if (run.LastSeq == 0) return state;

        foreach (StepRow row in await store.ReadStepsAsync(run.Id, cancellationToken).ConfigureAwait(false)) state.Restore(IndexOf(plan, row.StepId), row);
        state.DropUnneededOutputs();
        await LoadOutputsAsync(run, state, cancellationToken).ConfigureAwait(false);
        return state;
    }

    private async Task LoadOutputsAsync(ClaimedRun run, RunState state, CancellationToken cancellationToken)
    {
        int[] needed = [.. state.NeededOutputs()];
        if (needed.Length == 0) return;
        IReadOnlyDictionary<string, string?> outputs = await store.ReadOutputsAsync(
            run.Id, [.. needed.Select(step => state.Plan.Steps[step].Id)], cancellationToken).ConfigureAwait(false);
        foreach (int step in needed) state[step].Output = outputs.GetValueOrDefault(state.Plan.Steps[step].Id);
    }

    private static int IndexOf(WorkflowPlan plan, string stepId)
    {
        for (var step = 0; step < plan.Steps.Count; step++)
        {
            if (plan.Steps[step].Id == stepId) return step;
        }

        throw new PlanMismatchException($"The run has a recorded step '{stepId}', which plan '{plan.Id}' does not have: give the changed workflow a new version, or name the old id with [Step(Id = \"{stepId}\")]");
    }
}

/// <summary>A run does not fit the plan of its version any more.</summary>
internal sealed class PlanMismatchException(string message) : Exception(message);
