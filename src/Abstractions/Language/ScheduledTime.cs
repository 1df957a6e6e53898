namespace Perdure;

/// <summary>The input of a workflow with <see cref="ScheduleAttribute"/>: which instant a run is for. A report for Monday is one for Monday also when it is made on Tuesday. All times have the offset of the schedule's time zone.</summary>
/// <param name="Due">The instant of the cron expression; the same in all attempts.</param>
/// <param name="Fired">When the run was started, by the clock of the database.</param>
/// <param name="Previous">The instant that was last run before this one; null: this is the first.</param>
public sealed record ScheduledTime(DateTimeOffset Due, DateTimeOffset Fired, DateTimeOffset? Previous);
