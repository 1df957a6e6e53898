using Perdure.Coordination.Modifiers;
using Perdure.Coordination.Progress;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Coordination.Driving;

/// <summary>How a held run is given what its decisions need and what is not in memory.</summary>
internal sealed partial class RunDriver
{
    /// <summary>Gives the run what it needs to decide again.</summary>
    private async Task ProvideAsync(NextMove move)
    {
        foreach (RunNeed need in move.Needs) await ProvideAsync(need).ConfigureAwait(false);
        if (move.Lookups.Count > 0)
        {
            foreach (CacheAnswer answer in await services.Cache.LookUpAsync(claimed.Id, plan, move.Lookups).ConfigureAwait(false)) progress.Apply(answer);
        }
    }

    private Task ProvideAsync(RunNeed need) => need.Kind switch
    {
        RunNeedKind.Courses => ProvideCoursesAsync(),
        RunNeedKind.UndoInputs => ProvideUndoAsync(),
        RunNeedKind.Stops => ProvideStopsAsync(),
        RunNeedKind.Room => Task.CompletedTask,
        _ => ProvideItemsAsync(need),
    };

    private async Task ProvideItemsAsync(RunNeed need)
    {
        if (need.Kind == RunNeedKind.Children)
        {
            await ProvideChildrenAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            if (need.Kind == RunNeedKind.Items)
            {
                progress.Provide(need.Step, services.Items.Split(claimed.Id, progress.Collections(need.Step, claimed.Input), plan.Steps[need.Step].Id));
                return;
            }

            StoredPayload results = await services.Patience.AskAsync(
                cancellationToken => services.Items.GatherAsync(claimed.Id, plan.Steps[need.Step].Id, cancellationToken)).ConfigureAwait(false);
            progress.Provide(need.Step, need.Kind == RunNeedKind.RunResult ? services.Items.Store(claimed.Id, results) : results);
        }
        catch (PayloadException failure)
        {
            progress.FailNeed(need.Step, failure);
        }
    }

    private async Task ProvideChildrenAsync()
    {
        IReadOnlyList<ExecutionRow> rows = await services.Patience.AskAsync(cancellationToken => services.Store.GetAsync(progress.UnreadChildren, cancellationToken)).ConfigureAwait(false);
        progress.Provide(rows.ToDictionary(row => row.Id));
    }

    /// <summary>Tells those who may have heard nothing of it otherwise: workers that could take up a child, and whoever holds a run that was left a message.</summary>
    private void AnnounceToOthers(Checkpoint checkpoint)
    {
        if (checkpoint.Children.Count > 0 || checkpoint.Letters.Count > 0) services.Notifier.Ready();
        foreach (Letter letter in checkpoint.Letters) services.Notifier.Mail(letter.To);
    }
}
