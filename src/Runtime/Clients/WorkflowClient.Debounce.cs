using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure;

/// <summary>Starts that become one run.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>
    /// Starts a run, or joins the one that has not begun. A codec may bind the input to its run, so it is encoded for the run that the database names: it is asked again where that has changed meanwhile.
    /// </summary>
    private async ValueTask<WorkflowHandle<TOut>> DebounceAsync<TOut>(WorkflowPlan plan, StartOptions startOptions, Func<Guid, StoredPayload?> encode, CancellationToken cancellationToken)
    {
        startOptions.Validate();
        Guid? standing = null;
        while (true)
        {
            Guid id = standing ?? Guid.CreateVersion7(time.GetUtcNow());
            NewExecution run = new(id, plan.Name, plan.Version, startOptions.Queue, startOptions.Priority, encode(id))
            {
                EndsBy = startOptions.Deadline,
                EndsIn = startOptions.Deadline is null ? startOptions.Timeout ?? plan.Timeout : null,
                Tags = startOptions.Tags,
            };
            standing = await telemetry.StartAsync(
                run,
                (traced, token) => patience.AskAsync(asking => store.StartDebouncedAsync(traced, startOptions.Key!, startOptions.Debounce!, asking), token),
                cancellationToken).ConfigureAwait(false);
            if (standing != id) continue;
            notifier.Ready();
            return new WorkflowHandle<TOut>(this, id, plan);
        }
    }
}
