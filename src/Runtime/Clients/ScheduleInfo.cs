namespace Perdure;

/// <summary>Where a schedule stands.</summary>
/// <param name="Id">Its id: the workflow's name, a slash, and its own.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Name">Its id among the schedules of the workflow.</param>
/// <param name="Version">The version of the workflow that it starts.</param>
/// <param name="Cron">The cron expression.</param>
/// <param name="TimeZone">The time zone in which it is read.</param>
public sealed record ScheduleInfo(string Id, string Workflow, string Name, int Version, string Cron, string TimeZone)
{
    /// <summary>What is done about missed instants.</summary>
    public MissedRuns MissedRuns { get; init; }

    /// <summary>How many missed instants are run at most.</summary>
    public int MaxMissedRuns { get; init; }

    /// <summary>What is done while the previous run has not ended.</summary>
    public Overlap Overlap { get; init; }

    /// <summary>The instant for which it fires next; null: no worker has worked it out yet.</summary>
    public DateTimeOffset? NextFire { get; init; }

    /// <summary>The instant for which it fired last; null: it never did.</summary>
    public DateTimeOffset? LastFire { get; init; }

    /// <summary>The run that it started then.</summary>
    public Guid? LastExecution { get; init; }

    /// <summary>Since when it is paused; null: it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The time of the database at which this was so.</summary>
    public DateTimeOffset ReadAt { get; init; }
}
