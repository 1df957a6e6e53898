using Microsoft.Extensions.Logging;
using Perdure.Coordination;

namespace Perdure.Publishing;

/// <summary>How one incarnation comes by workflows that are published while it runs: it looks at each hint, and at each slow poll.</summary>
internal sealed partial class PublishedWatch(PlanBook book, IPublishedStore store, RunServices services, Wakeups wakeups, TimeSpan slowPoll)
{
    /// <summary>Learns what is published until the incarnation is over.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                Task hint = wakeups.NextPublished;
                await LookAsync(ending).ConfigureAwait(false);
                await hint.EndsWithinAsync(slowPoll, services.Time, ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The incarnation is over.
                return;
            }
            catch (Exception failure) when (!ending.IsCancellationRequested)
            {
                // Without this loop the worker would learn of nothing any more, and nobody would see it.
                LogNotLearnt(services.Logger, failure);
                await Task.Delay(slowPoll, services.Time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The database knows that the worker runs a plan before it claims a run of it: whoever looks whether a run is served sees that it is.</summary>
    private async Task LookAsync(CancellationToken ending)
    {
        await services.Patience.AskAsync(book.RefreshAsync, ending).ConfigureAwait(false);

        // What the client of this process has learnt is in the book already, and not served yet.
        WorkflowPlan[] learnt = [.. book.Plans.Values.Where(plan => !services.Locks.Incarnation.Serves(plan.Id))];
        if (learnt.Length == 0) return;
        await services.Patience.AskAsync(
            async asking =>
            {
                await store.ServeAsync(services.Locks.Incarnation, learnt, asking).ConfigureAwait(false);
                return learnt.Length;
            },
            ending).ConfigureAwait(false);
        services.Locks.Incarnation.Serve(learnt);
        wakeups.SignalReady();
    }

    [LoggerMessage(114, LogLevel.Warning, "What was published could not be read; it is looked for again at the next poll")]
    private static partial void LogNotLearnt(ILogger logger, Exception failure);
}
