namespace Perdure.Telemetry;

/// <summary>The names of tags. Metrics bear only those with few values: never a run's id.</summary>
internal static class TelemetryTags
{
    public const string Workflow = "perdure.workflow";
    public const string Version = "perdure.workflow.version";
    public const string ExecutionId = "perdure.execution_id";
    public const string Queue = "perdure.queue";

    /// <summary>A queue of <c>[Queue]</c>, which limits steps; <see cref="Queue"/> is one of runs.</summary>
    public const string SlotQueue = "perdure.slots.queue";
    public const string Step = "perdure.step";
    public const string Attempt = "perdure.attempt";
    public const string Agent = "perdure.agent";

    /// <summary>How an attempt, a call or an exchange with the database ended.</summary>
    public const string Outcome = "perdure.outcome";

    /// <summary>How a run ended.</summary>
    public const string Status = "perdure.status";

    /// <summary>The exception's type, as the semantic conventions name it.</summary>
    public const string ErrorType = "error.type";
}

/// <summary>The values of <see cref="TelemetryTags.Outcome"/> for attempts and calls.</summary>
internal static class Outcomes
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>Ended from outside, which is no failure: the run is cancelled, or its worker stops.</summary>
    public const string Interrupted = "interrupted";
}
