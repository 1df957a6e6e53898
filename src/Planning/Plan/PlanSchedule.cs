namespace Perdure.Planning;

/// <summary>A schedule of a plan.</summary>
/// <param name="Id">Its id among the schedules of the workflow.</param>
/// <param name="Cron">The cron expression.</param>
/// <param name="TimeZone">The name of the time zone.</param>
/// <param name="MissedRuns">The name of what is done about missed instants.</param>
/// <param name="MaxMissedRuns">How many of them are run at most.</param>
/// <param name="Overlap">The name of what is done while the previous run has not ended.</param>
public sealed record PlanSchedule(string Id, string Cron, string TimeZone, string MissedRuns, int MaxMissedRuns, string Overlap);
