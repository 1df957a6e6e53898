using Documents.Runs;
using Perdure.Queries;

namespace Documents.Display;

/// <summary>Follows a run by its events, each of which is read once.</summary>
/// <param name="run">The run.</param>
internal sealed class RunProgress(DocumentRun run)
{
    private readonly Dictionary<string, StepProgress> steps = [];
    private long lastSeq;

    /// <summary>The run.</summary>
    public DocumentRun Run { get; } = run;

    /// <summary>What the last event said of the run itself: EXECUTION_CREATED, _STARTED, _COMPLETED …</summary>
    public string Status { get; private set; } = "EXECUTION_CREATED";

    /// <summary>Where a step stands.</summary>
    public StepProgress this[string step] => steps.GetValueOrDefault(step);

    /// <summary>Reads what has happened since the last time.</summary>
    public async Task<IReadOnlyList<EventRow>> ReadAsync(RunQueries queries, CancellationToken cancellationToken)
    {
        var events = await queries.GetEventsAsync(Run.Id, after: lastSeq, cancellationToken: cancellationToken);
        foreach (var happened in events) Take(happened);
        return events;
    }

    private void Take(EventRow happened)
    {
        lastSeq = happened.Seq;
        if (happened.EventType.StartsWith("EXECUTION_", StringComparison.Ordinal)) Status = happened.EventType;
        if (happened.StepId is not { } step || StatusAfter(happened.EventType) is not { } status) return;

        steps[step] = new StepProgress(status, happened.Attempt ?? 1);
    }

    private static StepStatus? StatusAfter(string eventType) => eventType switch
    {
        "STEP_STARTED" => StepStatus.Running,
        "STEP_COMPLETED" => StepStatus.Done,
        "STEP_FAILED" => StepStatus.Failed,
        "STEP_RETRY_SCHEDULED" => StepStatus.RetryScheduled,
        _ => null,
    };
}
