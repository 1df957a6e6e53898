using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>
/// Brings claimed runs into memory: nothing is read for a new run; of the others the step rows once, and only the results that are still taken. Of items and rounds no more is read than is still of
/// use: a loop that waits between its rounds costs the same before its thousandth as before its second.
/// </summary>
internal sealed class StateManager(IExecutionStore store, Guid holder, TimeProvider time, bool hasAgents = true)
{
    private static readonly ILookup<Guid, StepRow> NoRows = Array.Empty<StepRow>().ToLookup(static _ => Guid.Empty);

    /// <summary>Reads the rows of runs, many at a time. What an earlier holder commits in transactions of steps is in them, or never will be.</summary>
    /// <param name="runs">The runs, as claimed, with their plans.</param>
    /// <param name="cancellationToken">Cancelled when the incarnation is over.</param>
    public async ValueTask<IReadOnlyDictionary<Guid, RecordedRun>> ReadAsync(IReadOnlyList<(ClaimedRun Run, WorkflowPlan Plan)> runs, CancellationToken cancellationToken)
    {
        (ClaimedRun Run, WorkflowPlan Plan)[] begun = [.. runs.Where(one => one.Run.LastSeq > 0)];
        if (begun.Length == 0) return new Dictionary<Guid, RecordedRun>();
        Guid[] unfenced = [.. begun.Where(one => PlanGraph.Of(one.Plan).HasTransactions).Select(one => one.Run.Id)];
        if (unfenced.Length > 0) await store.FenceStepsAsync(unfenced, holder, cancellationToken).ConfigureAwait(false);
        Guid[] deciding = [.. begun.Where(one => PlanGraph.Of(one.Plan).NeedsSnapshot).Select(one => one.Run.Id)];
        IReadOnlyDictionary<Guid, string> snapshots = deciding.Length == 0
            ? new Dictionary<Guid, string>()
            : await store.ReadSnapshotsAsync(deciding, cancellationToken).ConfigureAwait(false);
        ILookup<Guid, StepRow> steps = await ReadStepsAsync(begun, snapshots, cancellationToken).ConfigureAwait(false);
        Guid[] undoable = [.. begun.Where(one => PlanGraph.Of(one.Plan).Undoable.Count > 0).Select(one => one.Run.Id)];
        ILookup<Guid, CompensationRow>? compensations = undoable.Length == 0 ? null : await store.ReadCompensationsAsync(undoable, cancellationToken).ConfigureAwait(false);
        ILookup<Guid, AgentRow>? agents = hasAgents ? await store.ReadAgentWorkAsync([.. begun.Select(one => one.Run.Id)], cancellationToken).ConfigureAwait(false) : null;
        StepKey[] needed = [.. begun.SelectMany(one => NeededOutputs(one.Run, one.Plan, steps[one.Run.Id], snapshots.GetValueOrDefault(one.Run.Id)))];
        IReadOnlyDictionary<StepKey, StoredPayload?> outputs = needed.Length == 0
            ? new Dictionary<StepKey, StoredPayload?>()
            : await store.ReadOutputsAsync(needed, cancellationToken).ConfigureAwait(false);
        return begun.ToDictionary(one => one.Run.Id, one => new RecordedRun([.. steps[one.Run.Id]], outputs)
        {
            Snapshot = snapshots.GetValueOrDefault(one.Run.Id),
            Agents = [.. agents?[one.Run.Id] ?? []],
            Compensations = [.. compensations?[one.Run.Id] ?? []],
        });
    }

    /// <summary>Where a run stands.</summary>
    /// <param name="run">The run, as claimed.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="recorded">What is recorded of it; null: nothing.</param>
    /// <exception cref="PlanMismatchException">The run has recorded steps that the plan does not have.</exception>
    public RunState Restore(ClaimedRun run, WorkflowPlan plan, RecordedRun? recorded)
    {
        var state = new RunState(plan, time);
        if (recorded is null) return state;
        if (recorded.Snapshot is { } marked) state.RestoreMarks(marked);
        foreach (StepRow row in recorded.Steps)
        {
            int step = state.Graph.IndexOf(row.StepId);
            if (step < 0) throw new PlanMismatchException($"The run has a recorded step '{row.StepId}', which plan '{plan.Id}' does not have: give the changed workflow a new version, or name the old id with [Step(Id = \"{row.StepId}\")]");
            if (!Fits(plan, step, row)) throw new PlanMismatchException($"The run has recorded parts of step '{row.StepId}', which plan '{plan.Id}' does not run in items or rounds: give the changed workflow a new version");
            if (QueueLines.NameOf(row.WaitsFor) is { } queue && queue != plan.Steps[step].Queue?.Queue) throw new PlanMismatchException($"Step '{row.StepId}' of the run waits for queue '{queue}', and in plan '{plan.Id}' it does not: give the changed workflow a new version");
            if (row.Status == StepStatus.Unknown) throw new PlanMismatchException($"Step '{row.StepId}' of the run has a status that this version does not know: a newer worker wrote it, so let one go on with it, or upgrade this one");
            state.Restore(new StepUnit(step, row.Item, row.Round), row);
        }

        state.Compensations = [.. recorded.Compensations.Select(row => Check(plan, state, row))];
        if (recorded.Snapshot is { } snapshot) state.RestoreSnapshot(snapshot);
        state.EndRestore();
        foreach (AgentRow row in recorded.Agents)
        {
            int step = state.Graph.IndexOf(row.StepId);
            if (step < 0 || state.Find(new StepUnit(step, row.Item, row.Round)) is not { } asks) continue;
            if (row.Work.IsAsking && plan.Steps[step].Interrupt is null) throw new PlanMismatchException($"The agent of step '{row.StepId}' of the run waits for an answer, and in plan '{plan.Id}' the step takes none: give the changed workflow a new version, or let it have its [OnInterrupt]");
            asks.Agent = row.Work;
        }

        foreach (StepUnit unit in state.NeededOutputs()) state[unit].Output = recorded.Outputs.GetValueOrDefault(KeyOf(run, plan, unit));
        return state;
    }

    private async ValueTask<ILookup<Guid, StepRow>> ReadStepsAsync((ClaimedRun Run, WorkflowPlan Plan)[] runs, IReadOnlyDictionary<Guid, string> snapshots, CancellationToken cancellationToken)
    {
        ILookup<bool, Guid> inParts = runs.ToLookup(one => PlanGraph.Of(one.Plan).HasParts, one => one.Run.Id);
        ILookup<Guid, StepRow> plain = inParts.Contains(false) ? await store.ReadStepsAsync([.. inParts[false]], cancellationToken).ConfigureAwait(false) : NoRows;
        if (!inParts.Contains(true)) return plain;
        StepMark[] marks =
        [
            .. inParts[true].Where(snapshots.ContainsKey)
                .SelectMany(run => RunState.ReadMarks(snapshots[run]).Select(one => new StepMark(run, one.Step, one.Mark.Through, one.Mark.FirstFailed))),
        ];
        ILookup<Guid, StepRow> open = await store.ReadOpenStepsAsync([.. inParts[true]], marks, cancellationToken).ConfigureAwait(false);
        return plain.Concat(open).SelectMany(group => group.Select(row => (Run: group.Key, Row: row))).ToLookup(one => one.Run, one => one.Row);
    }

    /// <summary>What has to be read. A run that does not fit its plan is found out later, by whoever drives it: here it would take the others along.</summary>
    private IEnumerable<StepKey> NeededOutputs(ClaimedRun run, WorkflowPlan plan, IEnumerable<StepRow> rows, string? snapshot)
    {
        var state = new RunState(plan, time);
        try
        {
            if (snapshot is not null) state.RestoreMarks(snapshot);
            foreach (StepRow row in rows)
            {
                int step = state.Graph.IndexOf(row.StepId);
                if (step >= 0 && row.Status != StepStatus.Unknown && Fits(plan, step, row)) state.Restore(new StepUnit(step, row.Item, row.Round), row);
            }

            if (snapshot is not null) state.RestoreSnapshot(snapshot);
        }
        catch (PlanMismatchException)
        {
            return [];
        }

        state.EndRestore();
        return state.NeededOutputs().Select(unit => KeyOf(run, plan, unit));
    }

    private static CompensationRow Check(WorkflowPlan plan, RunState state, CompensationRow row)
    {
        if (row.Status == CompensationStatus.Unknown) throw new PlanMismatchException($"The undo of step '{row.StepId}' of the run has a status that this version does not know: a newer worker wrote it, so let one go on with it, or upgrade this one");
        int step = state.Graph.IndexOf(row.StepId);
        return step >= 0 && plan.Steps[step].Compensation is not null
            ? row
            : throw new PlanMismatchException($"The run is being undone, and plan '{plan.Id}' has no undo of step '{row.StepId}' any more: give the changed workflow a new version");
    }

    private static bool Fits(WorkflowPlan plan, int step, StepRow row) => (row.Item == 0 || plan.Steps[step].Map is not null) && (row.Round == 0 || plan.Steps[step].Repeat is not null);

    private static StepKey KeyOf(ClaimedRun run, WorkflowPlan plan, StepUnit unit) => new(run.Id, plan.Steps[unit.Step].Id, unit.Item, unit.Round);
}
