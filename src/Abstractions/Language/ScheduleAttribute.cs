namespace Perdure;

/// <summary>
/// Runs a workflow by the calendar: once for each instant of a cron expression, however many workers are there. On a workflow without input, or with <see cref="ScheduledTime"/> as its
/// input. Several on one workflow each have an <see cref="Id"/>.
/// </summary>
/// <param name="cron">
/// Five fields, minute, hour, day of month, month and day of week, such as <c>"0 9 * * MON-FRI"</c>; or six, with the second before them; or a macro such as <c>"@daily"</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class ScheduleAttribute(string cron) : Attribute
{
    /// <summary>The cron expression.</summary>
    public string Cron { get; } = cron;

    /// <summary>
    /// The time zone in which the expression is read, by its IANA name: <c>"Europe/Berlin"</c>. What falls into an hour that is left out in spring runs right after it; what falls into one that is repeated in
    /// autumn runs once, unless the expression means each hour. Default: <c>"UTC"</c>.
    /// </summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What is done about instants at which no worker was there. Default: the latest of them is run.</summary>
    public MissedRuns MissedRuns { get; set; } = MissedRuns.RunLatest;

    /// <summary>How many missed instants <see cref="MissedRuns.RunAll"/> runs at most, the latest ones. Default: 100; from 1 to 1,000.</summary>
    public int MaxMissedRuns { get; set; } = 100;

    /// <summary>What is done while the previous run has not ended. Default: the next one starts beside it.</summary>
    public Overlap Overlap { get; set; } = Overlap.Allow;

    /// <summary>The durable id among the schedules of the workflow; a change makes it another schedule. Default: <c>"default"</c>.</summary>
    public string Id { get; set; } = "default";
}

/// <summary>What is done about the instants of a schedule that have been missed: that are more than a minute old when a worker first sees them.</summary>
public enum MissedRuns
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>The latest one is run, unless another is due that was not missed.</summary>
    RunLatest,

    /// <summary>Each is run, oldest first, up to <see cref="ScheduleAttribute.MaxMissedRuns"/> of them.</summary>
    RunAll,
}

/// <summary>What is done when a run of a schedule is due and the previous one has not ended.</summary>
public enum Overlap
{
    /// <summary>It starts beside the previous one.</summary>
    Allow,

    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It starts when the previous one has ended. What becomes due meanwhile has been missed by then, and is treated as <see cref="ScheduleAttribute.MissedRuns"/> says.</summary>
    Queue,
}
