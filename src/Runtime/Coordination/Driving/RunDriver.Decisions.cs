using Microsoft.Extensions.Logging;
using Perdure.Steps;

namespace Perdure.Coordination.Driving;

/// <summary>The decisions that are being made for a run.</summary>
internal sealed partial class RunDriver
{
    private readonly Dictionary<int, Task> deciding = [];

    private void Launch(DecisionStart ask) => deciding[ask.Decision] = DecideAsync(ask);

    private async Task DecideAsync(DecisionStart ask)
    {
        DecisionOutcome outcome = await services.Decisions.DecideAsync(ask, ending.Token).ConfigureAwait(false);
        inbox.Writer.TryWrite(outcome);
    }

    private void TakeIn(DecisionOutcome outcome)
    {
        deciding.Remove(outcome.Decision);
        progress.Apply(outcome);
        if (outcome.Failure is { } failure) LogDecisionFailed(services.Logger, failure, claimed.Id);
    }

    [LoggerMessage(510, LogLevel.Warning, "A condition of execution {ExecutionId} could not be decided")]
    private static partial void LogDecisionFailed(ILogger logger, Exception failure, Guid executionId);
}
