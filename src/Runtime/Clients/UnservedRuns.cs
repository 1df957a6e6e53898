using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Publishing;
using Perdure.Storage;

namespace Perdure;

/// <summary>
/// Says that runs wait for a worker which is not there, and what to do: without it, whoever forgot to add the workflows waits and sees nothing. It says so and does no more, since a worker may come: a client may be
/// deployed before the workers that serve it.
/// </summary>
internal sealed partial class UnservedRuns(IExecutionStore store, PlanBook book, PerdureOptions options, Patience patience, TimeProvider time, ILogger logger)
{
    /// <summary>How often it is asked, and said, of one plan.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> asked = new(StringComparer.Ordinal);

    /// <summary>A run is about to be started that the worker of this host does not run: it is for others. What cannot be asked keeps no start from being tried, which has a patience of its own.</summary>
    /// <exception cref="DatabaseRefusalException">The database does not let Perdure in.</exception>
    public async ValueTask StartingAsync(NewExecution run, CancellationToken cancellationToken)
    {
        string plan = PlanOf(run.Workflow, run.Version);
        if (!IsForOthers(plan)) return;
        try
        {
            await LookAsync(plan, run.Queue, store.IsServedAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (DatabaseRefusalException.Of(failure) is { IsAboutAccess: true } refusal)
        {
            throw refusal;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotKnown(logger, failure, plan);
        }
    }

    /// <summary>Somebody waits for a run that no worker has taken up.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isFirst">Whether they only begin to: a worker of this host, or another one, may just be about to take it up.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public ValueTask WaitingAsync(ExecutionRow run, bool isFirst, CancellationToken cancellationToken)
    {
        if (run.Status != ExecutionStatus.Pending) return default;
        string plan = PlanOf(run.Workflow, run.Version);
        return isFirst && !IsForOthers(plan)
            ? default
            : LookAsync(plan, queue: null, (known, queue, token) => patience.AskAsync(asking => store.IsServedAsync(known, queue, asking), token), cancellationToken);
    }

    private static string PlanOf(string workflow, int version) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{workflow}@{version}");

    private bool IsForOthers(string plan) => options.RunWorker && !book.Plans.ContainsKey(plan);

    private async ValueTask LookAsync(string plan, string? queue, Func<string, string?, CancellationToken, ValueTask<bool>> isServed, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        if (asked.TryGetValue(plan, out long last) && time.GetElapsedTime(last, now) < Pause) return;
        asked[plan] = now;
        if (await isServed(plan, queue, cancellationToken).ConfigureAwait(false)) return;
        LogUnserved(logger, plan, queue is null ? "" : $" and takes from queue '{queue}'", Mend(plan));
    }

    private string Mend(string plan) =>
        !options.RunWorker ? "start one: this host only starts runs (PerdureOptions.RunWorker is false)"
        : book.Plans.Count == 0 ? "no workflow was added to the worker of this host, so call AddWorkflows() in AddPerdure"
        : !book.Plans.ContainsKey(plan) ? $"the worker of this host has other workflows, so start one that has this, or add its registry in AddPerdure, as AddWorkflows() does"
        : "start one, or see why the worker of this host is not alive";

    [LoggerMessage(108, LogLevel.Debug, "Whether a worker is alive that has '{Plan}' could not be asked")]
    private static partial void LogNotKnown(ILogger logger, Exception failure, string plan);

    [LoggerMessage(107, LogLevel.Warning, "Runs of '{Plan}' wait, because no worker is alive that has it{AndQueue}: {Mend}")]
    private static partial void LogUnserved(ILogger logger, string plan, string andQueue, string mend);
}
