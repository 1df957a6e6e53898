using Microsoft.Extensions.Logging;
using Perdure.Steps;

namespace Perdure.Coordination.Driving;

/// <summary>The questions for how long steps of a run wait.</summary>
internal sealed partial class RunDriver
{
    private readonly Dictionary<int, Task> askingDelays = [];

    private void Launch(DelayStart ask) => askingDelays[ask.Step] = AskAsync(ask);

    private async Task AskAsync(DelayStart ask)
    {
        DelayOutcome outcome = await services.Decisions.AskDelayAsync(ask, ending.Token).ConfigureAwait(false);
        inbox.Writer.TryWrite(outcome);
    }

    private void TakeIn(DelayOutcome outcome)
    {
        askingDelays.Remove(outcome.Step);
        progress.Apply(outcome);
        if (outcome.Failure is { } failure) LogDelayFailed(services.Logger, failure, plan.Steps[outcome.Step].Id, claimed.Id);
    }

    [LoggerMessage(511, LogLevel.Warning, "How long step '{Step}' of execution {ExecutionId} waits could not be said")]
    private static partial void LogDelayFailed(ILogger logger, Exception failure, string step, Guid executionId);
}
