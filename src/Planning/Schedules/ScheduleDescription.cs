namespace Perdure.Planning;

/// <summary>A schedule as written.</summary>
/// <param name="Id">Its id among the schedules of the workflow.</param>
/// <param name="Cron">The cron expression.</param>
/// <param name="TimeZone">The name of the time zone.</param>
/// <param name="MissedRuns">The name of what is done about missed instants; null: there is no such.</param>
/// <param name="MaxMissedRuns">How many of them are run at most.</param>
/// <param name="Overlap">The name of what is done while the previous run has not ended; null: there is no such.</param>
public sealed record ScheduleDescription(string Id, string Cron, string TimeZone, string? MissedRuns, int MaxMissedRuns, string? Overlap);
