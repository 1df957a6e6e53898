using Perdure.Coordination;

namespace Perdure.Publishing;

/// <summary>How one incarnation comes by workflows that are published while it runs: it looks at each hint, and at each slow poll.</summary>
internal sealed class PublishedWatch(PlanBook book, IPublishedStore store, RunServices services, Wakeups wakeups, TimeSpan slowPoll)
{
    /// <summary>Learns what is published until the incarnation is over.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (true)
            {
                Task hint = wakeups.NextPublished;
                await LookAsync(ending).ConfigureAwait(false);
                await hint.EndsWithinAsync(slowPoll, services.Time, ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The incarnation is over.
        }
        catch (DatabaseRefusalException)
        {
            // The incarnation ends of it, and the worker says why.
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
}
