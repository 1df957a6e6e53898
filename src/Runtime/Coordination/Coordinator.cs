using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Perdure.State;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Coordination;

/// <summary>The runs that one incarnation holds, each with its driver.</summary>
internal sealed partial class Coordinator(RunServices services, IReadOnlyDictionary<string, WorkflowPlan> plans)
{
    /// <summary>How long, after their steps were interrupted, runs may take to say so to the database. One that is away must not keep the host from stopping.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, (RunDriver Driver, Task Ended)> held = new();
    private volatile bool stopping;
    private int count;
    private int suspects;

    /// <summary>Raised when a run has left, so that another can be claimed; with whether it was a suspect, so that the next can be taken over.</summary>
    public event Action<bool>? Freed;

    public int Count => Volatile.Read(ref count);

    public IReadOnlyList<Guid> Held => [.. held.Keys];

    /// <summary>Whether it drives a run that may be what its workers died of.</summary>
    public bool HasSuspect => Volatile.Read(ref suspects) > 0;

    public bool Holds(Guid executionId) => held.ContainsKey(executionId);

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
            if (held.TryGetValue(run.Id, out (RunDriver Driver, Task Ended) earlier)) await earlier.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            Adopt(new AdoptedRun(run) { Mail = [.. mail[run.Id]], Recorded = recorded.GetValueOrDefault(run.Id) });
        }
    }

    /// <summary>Takes up a run.</summary>
    public void Adopt(AdoptedRun adopted)
    {
        var driver = new RunDriver(adopted, plans[adopted.Run.PlanId], services);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref count);
        if (driver.IsSuspect) Interlocked.Increment(ref suspects);
        held[driver.ExecutionId] = (driver, ended.Task);
        if (stopping) driver.Stop();
        if (services.Locks.Over.IsCancellationRequested) driver.EndNow();
        _ = Detached.Run(() => DriveAsync(driver, ended));
    }

    /// <summary>The incarnation is over: nothing is started or written any more.</summary>
    public void EndNow()
    {
        foreach ((RunDriver driver, Task _) in held.Values) driver.EndNow();
    }

    public void HintMail(Guid executionId)
    {
        if (held.TryGetValue(executionId, out (RunDriver Driver, Task Ended) run)) run.Driver.HintMail();
    }

    /// <summary>Hands all runs back: running steps may finish within the grace time and are interrupted then.</summary>
    public async Task DrainAsync(TimeSpan grace)
    {
        stopping = true;
        foreach ((RunDriver driver, Task _) in held.Values) driver.Stop();
        LogDraining(services.Logger, services.Locks.Incarnation.Name, held.Count);
        Task all = Task.WhenAll(held.Values.Select(run => run.Ended));
        if (await EndsWithinAsync(all, grace).ConfigureAwait(false)) return;
        foreach ((RunDriver driver, Task _) in held.Values) driver.Interrupt();
        if (await EndsWithinAsync(all, LastWords).ConfigureAwait(false)) return;
        services.Locks.End();
        await all.ConfigureAwait(false);
    }

    private async Task<bool> EndsWithinAsync(Task all, TimeSpan limit)
    {
        using var waiting = new CancellationTokenSource();
        await Task.WhenAny(all, Task.Delay(limit, services.Time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        return all.IsCompleted;
    }

    private async Task DriveAsync(RunDriver driver, TaskCompletionSource ended)
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
            held.TryRemove(driver.ExecutionId, out _);
            Interlocked.Decrement(ref count);
            bool wasSuspect = driver.IsSuspect;
            if (wasSuspect) Interlocked.Decrement(ref suspects);
            driver.Dispose();
            ended.TrySetResult();
            Freed?.Invoke(wasSuspect);
        }
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

    [LoggerMessage(507, LogLevel.Information, "Worker '{Worker}' takes up nothing more, and hands {Count} runs back when their running steps have ended")]
    private static partial void LogDraining(ILogger logger, string worker, int count);

    [LoggerMessage(503, LogLevel.Error, "Execution {ExecutionId} cannot be driven on here and is set aside")]
    private static partial void LogGivenUp(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(504, LogLevel.Error, "Execution {ExecutionId} could not be handed back; it is taken up again at the next look")]
    private static partial void LogNotHandedBack(ILogger logger, Exception failure, Guid executionId);
}
