using Perdure.Agents;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Streams;

namespace Perdure.Coordination.Driving;

/// <summary>How a held run hears what remote agents tell, looks at answers to them, and has work stopped that it has given up.</summary>
internal sealed partial class RunDriver
{
    private readonly List<AgentNews> untold = [];
    private readonly Dictionary<string, (AnswerStart Check, Task Task)> checking = new(StringComparer.Ordinal);

    Task IStartTeller.TellAsync(AgentNews news)
    {
        inbox.Writer.TryWrite(news);
        return news.Told.Task;
    }

    /// <summary>What was told and is not written yet is told again where the run is read again.</summary>
    private void TakeIn(AgentNews news)
    {
        untold.Add(news);
        progress.Apply(news);
    }

    private void AnswerNews()
    {
        if (untold.Count == 0) return;
        foreach (AgentNews news in untold.Where(news => progress.IsTold(news.Unit))) news.Told.TrySetResult();
        untold.RemoveAll(static news => news.Told.Task.IsCompleted);
    }

    private void Launch(AnswerStart check) => checking[check.Step.Interrupt!.Signal] = (check, CheckAsync(check));

    private async Task CheckAsync(AnswerStart check)
    {
        AnswerOutcome outcome = await services.Answers.CheckAsync(check, ending.Token).ConfigureAwait(false);
        inbox.Writer.TryWrite(outcome);
    }

    private void TakeIn(AnswerOutcome outcome)
    {
        checking.Remove(outcome.Start.Step.Interrupt!.Signal);
        progress.Apply(outcome);
        if (outcome.Failure is { } failure) LogStepFailed(services.Logger, failure, outcome.Start.Step.Id, claimed.Id);
    }

    /// <summary>Who has terminated the run by force of the lease could ask no runtime to stop: whoever held it still knows where its remote work is.</summary>
    private async Task LeaveLostAsync()
    {
        TellLost();
        if (progress.OpenWork() is not { Count: > 0 } open) return;
        ExecutionRow? row = (await services.Patience.AskAsync(cancellationToken => services.Store.GetAsync([claimed.Id], cancellationToken)).ConfigureAwait(false)).SingleOrDefault();
        if (row is not { Status: ExecutionStatus.Cancelled }) return;
        await EndAllAsync().ConfigureAwait(false);
        await services.Stopper.StopAsync(claimed.Id, open).ConfigureAwait(false);
    }

    private async Task ProvideStopsAsync() => progress.Provide(await services.Stopper.StopAsync(claimed.Id, progress.Stops).ConfigureAwait(false));
}
