using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Driving;
using Perdure.State;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Coordination;

/// <summary>The runs that one incarnation holds, each with its driver.</summary>
internal sealed partial class Coordinator(RunServices services, IReadOnlyDictionary<string, WorkflowPlan> plans)
{
    /// <summary>How long, after their steps were interrupted, runs may take to say so to the database. One that is away must not keep the host from stopping.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Place> places = new();
    private volatile bool stopping;
    private int count;
    private int suspects;

    /// <summary>Raised when a run has left, so that another can be claimed; with whether it was a suspect, so that the next can be taken over.</summary>
    public event Action<bool>? Freed;

    /// <summary>Raised when a run was parked or handed back, with after how long it is due.</summary>
    public event Action<TimeSpan>? Parked;

    /// <summary>How many runs it has a place for, those included that are being started.</summary>
    public int Count => Volatile.Read(ref count);

    public IReadOnlyList<Guid> Held => [.. places.Keys];

    /// <summary>Whether it drives a run that may be what its workers died of.</summary>
    public bool HasSuspect => Volatile.Read(ref suspects) > 0;

    public bool Holds(Guid executionId) => places.ContainsKey(executionId);

    /// <summary>Keeps a place for a run that is about to be started here, before anything of it is in the tables: whoever looks there must not take it for one that nobody drives.</summary>
    /// <returns>Whether there is one; it is given up by <see cref="Adopt"/> or <see cref="GiveBack"/>.</returns>
    public bool TryReserve(Guid executionId, int maxRuns)
    {
        // Taken before it is looked whether the worker stops: whoever stops it waits for each place that is taken.
        if (!places.TryAdd(executionId, new Place())) return false;
        if (Interlocked.Increment(ref count) <= maxRuns && !stopping) return true;
        GiveBack(executionId);
        return false;
    }

    /// <summary>Gives up the place of a run that was not started.</summary>
    public void GiveBack(Guid executionId)
    {
        if (places.TryGetValue(executionId, out Place? place)) Leave(executionId, place, wasSuspect: false);
    }

    /// <summary>Takes up runs that were claimed, with the mail and the rows that are there.</summary>
    public async Task AdoptAsync(IReadOnlyList<ClaimedRun> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0) return;
        ILookup<Guid, Message> mail = (await services.Patience.AskAsync(asking => services.Store.ReadMailAsync([.. runs.Select(run => run.Id)], asking), cancellationToken).ConfigureAwait(false))
            .ToLookup(message => message.ExecutionId);
        IReadOnlyDictionary<Guid, RecordedRun> recorded = await services.Patience.AskAsync(
            asking => services.States.ReadAsync([.. runs.Select(run => (run, plans[run.PlanId]))], asking), cancellationToken).ConfigureAwait(false);
        foreach (ClaimedRun run in runs)
        {
            // A run that was parked with an unknown outcome can be claimed again before its driver has learnt that it was parked.
            var place = new Place();
            Interlocked.Increment(ref count);
            while (!places.TryAdd(run.Id, place))
            {
                if (places.TryGetValue(run.Id, out Place? earlier)) await earlier.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            Drive(new AdoptedRun(run) { Mail = [.. mail[run.Id]], Recorded = recorded.GetValueOrDefault(run.Id) }, place);
        }
    }

    /// <summary>Takes up a run that was started here, in the place that is kept for it.</summary>
    public void Adopt(AdoptedRun adopted) => Drive(adopted, places[adopted.Run.Id]);

    /// <summary>The incarnation is over: nothing is started or written any more.</summary>
    public void EndNow()
    {
        foreach (Place place in places.Values) place.Driver?.EndNow();
    }

    public void HintMail(Guid executionId)
    {
        if (places.TryGetValue(executionId, out Place? place)) place.Driver?.HintMail();
    }

    /// <summary>Hands all runs back: running steps may finish within the grace time and are interrupted then.</summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        stopping = true;
        foreach (Place place in places.Values) place.Driver?.Stop();
        LogDraining(services.Logger, services.Locks.Incarnation.Name, places.Count);
        Task all = EmptiedAsync();
        if (await all.EndsWithinAsync(grace, services.Time).ConfigureAwait(false)) return;
        foreach (Place place in places.Values) place.Driver?.Interrupt();
        if (await all.EndsWithinAsync(LastWords, services.Time).ConfigureAwait(false)) return;
        services.Locks.End();
        await all.ConfigureAwait(false);
    }

    /// <summary>Until no place is taken: what was being started when the worker stopped is adopted, to be handed back, after the first look.</summary>
    private async Task EmptiedAsync()
    {
        while (!places.IsEmpty) await Task.WhenAll(places.Values.Select(place => place.Ended)).ConfigureAwait(false);
    }

    private void Drive(AdoptedRun adopted, Place place)
    {
        var driver = new RunDriver(adopted, plans[adopted.Run.PlanId], services, Parked);
        if (driver.IsSuspect) Interlocked.Increment(ref suspects);
        place.Driver = driver;

        // Looked at after the driver can be found: whoever stops them later finds it.
        if (stopping) driver.Stop();
        if (services.Locks.Over.IsCancellationRequested) driver.EndNow();
        _ = Detached.Run(() => DriveAsync(driver, place));
    }

    private async Task DriveAsync(RunDriver driver, Place place)
    {
        try
        {
            await driver.RunAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await GiveUpAsync(driver, failure).ConfigureAwait(false);
        }
        finally
        {
            if (driver.IsSuspect) Interlocked.Decrement(ref suspects);
            driver.Dispose();
            Leave(driver.ExecutionId, place, driver.IsSuspect);
        }
    }

    private void Leave(Guid executionId, Place place, bool wasSuspect)
    {
        places.TryRemove(new KeyValuePair<Guid, Place>(executionId, place));
        Interlocked.Decrement(ref count);
        place.End();
        Freed?.Invoke(wasSuspect);
    }

    /// <summary>A defect must not leave a run held by a live worker that does not drive it: it is handed back, or else the next takeover finds it as a stray.</summary>
    private async Task GiveUpAsync(RunDriver driver, Exception failure)
    {
        Guid id = driver.ExecutionId;
        if (services.Locks.Over.IsCancellationRequested) return;
        LogGivenUp(services.Logger, failure, id);
        try
        {
            await driver.HandBackAsync(failure.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (services.Locks.Over.IsCancellationRequested)
        {
            // The incarnation is over, and its runs go to others.
        }
        catch (Exception second)
        {
            LogNotHandedBack(services.Logger, second, id);
        }
    }

    /// <summary>The place of one run: kept, driven, left.</summary>
    private sealed class Place
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile RunDriver? driver;

        /// <summary>Who drives the run; null: it is being started.</summary>
        public RunDriver? Driver
        {
            get => driver;
            set => driver = value;
        }

        /// <summary>Ends when the run has left.</summary>
        public Task Ended => ended.Task;

        public void End() => ended.TrySetResult();
    }

    [LoggerMessage(507, LogLevel.Information, "Worker '{Worker}' takes up nothing more, and hands {Count} runs back when their running steps have ended")]
    private static partial void LogDraining(ILogger logger, string worker, int count);

    [LoggerMessage(503, LogLevel.Error, "Execution {ExecutionId} cannot be driven on here and is set aside")]
    private static partial void LogGivenUp(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(504, LogLevel.Error, "Execution {ExecutionId} could not be handed back; it is taken up again at the next look")]
    private static partial void LogNotHandedBack(ILogger logger, Exception failure, Guid executionId);
}
