using Perdure.Payloads;

namespace Perdure.Coordination;

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

    private async Task ProvideAsync(RunNeed need)
    {
        try
        {
            if (need.Kind == RunNeedKind.Items)
            {
                progress.Provide(need.Step, services.Items.Split(claimed.Id, progress.Collection(need.Step, claimed.Input), $"the collection of step '{plan.Steps[need.Step].Id}'"));
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
}
