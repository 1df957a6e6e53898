using Perdure.Checkpoints;
using Perdure.Coordination.Progress;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Driving;

/// <summary>What becomes of a run that cannot go on as it is: it is told again piece by piece, or handed back.</summary>
internal sealed partial class RunDriver
{
    /// <summary>After how long a run that no worker of this build can go on with is looked at again.</summary>
    private static readonly TimeSpan SetAside = TimeSpan.FromMinutes(1);

    /// <summary>Lets go of a run that cannot be driven on here, so that it is tried again later.</summary>
    public async Task HandBackAsync(string reason)
    {
        HolderRow? row = (await services.Patience.AskAsync(cancellationToken => services.Store.ReadHoldersAsync([claimed.Id], cancellationToken)).ConfigureAwait(false)).SingleOrDefault();
        if (row is null || row.Holder != services.Locks.Incarnation.Id) return;
        var log = new Events.EventLog(row.LastSeq);
        if (row.LastSeq == claimed.LastSeq) RunProgress.RecordAcquisition(log, claimed, services.Locks.Incarnation.Name);
        log.Add(EventTypes.ExecutionWaiting, ("reason", reason));
        log.Add(EventTypes.LockReleased);
        CheckpointResult result = await services.Writer.WriteAsync(new Checkpoint
        {
            ExecutionId = claimed.Id,
            Token = row.Token,
            LastSeq = log.LastSeq,
            Status = ExecutionStatus.Waiting,
            Release = true,
            WakeIn = SetAside,
            Steps = [],
            Events = log.Take(),
        }).ConfigureAwait(false);
        if (result.Refusal is { } refusal) throw new InvalidOperationException($"The database refuses to hand execution {claimed.Id} back: {refusal.Message}", refusal);
    }

    /// <summary>
    /// The database refuses what the run has to say. The run is taken up from its rows again and what happened is told one by one, so that the step whose result is
    /// refused fails with the database's words, and no other.
    /// </summary>
    private async Task<bool> RetreatAsync(IReadOnlyList<StepOutcome> outcomes, Exception refusal)
    {
        HolderRow row = await ReadRowAsync().ConfigureAwait(false);
        if (outcomes.Count == 0 || outcomes is [{ Failure: RefusedByDatabaseException }])
            throw new InvalidOperationException($"The database refuses a checkpoint of execution {claimed.Id} that holds no step's result: {refusal.Message}", refusal);

        Dictionary<StepUnit, Flight> flights = outcomes.ToDictionary(outcome => outcome.Unit, outcome => outcome.Flight!);
        StepOutcome[] again = outcomes is [var only] ? [only with { Output = null, Child = null, Remote = Open(only.Remote), Failure = new RefusedByDatabaseException(refusal), Interrupted = false }] : [.. outcomes];
        foreach (StepOutcome outcome in again)
        {
            // Until it is told, an attempt counts as running: it must not be started again.
            foreach (StepOutcome untold in again) inFlight[untold.Unit] = flights[untold.Unit];
            ClaimedRun from = claimed with { LastSeq = row.LastSeq, Token = row.Token };
            recorded = (await services.Patience.AskAsync(cancellationToken => services.States.ReadAsync([(from, plan)], cancellationToken)).ConfigureAwait(false)).GetValueOrDefault(from.Id);
            Load(from);
            inFlight.Remove(outcome.Unit);
            progress.Apply(outcome);
            if (!await MoveAsync([outcome]).ConfigureAwait(false)) return false;
            row = await ReadRowAsync().ConfigureAwait(false);
            again = [.. again.Where(other => other != outcome)];
        }

        return true;
    }

    /// <summary>What an attempt's agents came to is refused with its result; the work that its code has left open is to be stopped all the same.</summary>
    private static RemoteEnd? Open(RemoteEnd? remote) =>
        remote is { Open.Count: > 0 } ? new RemoteEnd(Declared: false) { Open = [.. remote.Open.Select(static work => work with { IsGivenUp = true })] } : null;

    /// <summary>Ends the attempts, decisions and questions that are under way, and waits for their end.</summary>
    private async Task EndAllAsync()
    {
        if (inFlight.Count + deciding.Count + keying.Count + askingDelays.Count + askingItems.Count + checking.Count == 0) return;
        Interrupt();
        await Task.WhenAll([.. inFlight.Values.Select(flight => flight.Attempt), .. deciding.Values, .. keying.Values, .. askingDelays.Values, .. askingItems.Values, .. checking.Values.Select(one => one.Task)]).ConfigureAwait(false);
    }

    private async Task<HolderRow> ReadRowAsync() =>
        (await services.Patience.AskAsync(cancellationToken => services.Store.ReadHoldersAsync([claimed.Id], cancellationToken)).ConfigureAwait(false)).Single();
}
