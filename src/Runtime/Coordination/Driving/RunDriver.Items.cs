using Microsoft.Extensions.Logging;
using Perdure.Coordination.Modifiers;

namespace Perdure.Coordination.Driving;

/// <summary>The predicates that are being asked about items of a run.</summary>
internal sealed partial class RunDriver
{
    private readonly Dictionary<int, Task> askingItems = [];

    private void Launch(ItemAsk ask) => askingItems[ask.Predicate] = AskAsync(ask);

    private async Task AskAsync(ItemAsk ask)
    {
        ItemOutcome outcome = await services.Decisions.AskAsync(ask, ending.Token).ConfigureAwait(false);
        inbox.Writer.TryWrite(outcome);
    }

    private void TakeIn(ItemOutcome outcome)
    {
        askingItems.Remove(outcome.Predicate);
        progress.Apply(outcome);
        if (outcome is { Failure: { } failure, Answer: { } answer }) LogItemsUndecided(services.Logger, failure, plan.Steps[answer.Step].Id, claimed.Id, answer.Failures.Count);
    }

    [LoggerMessage(515, LogLevel.Warning, "A condition of items of step '{Step}' of execution {ExecutionId} could not be decided: {Count} items fail")]
    private static partial void LogItemsUndecided(ILogger logger, Exception failure, string step, Guid executionId, int count);
}
