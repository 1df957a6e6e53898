namespace Perdure;

/// <summary>A schedule of a plan. Written by the generator. What it can have more than its id and its expression is set by name, so that plans in compiled libraries outlive each addition.</summary>
/// <param name="id">The durable id among the schedules of the workflow.</param>
/// <param name="cron">The cron expression.</param>
public sealed class SchedulePlan(string id, string cron)
{
    /// <summary>The durable id among the schedules of the workflow.</summary>
    public string Id { get; } = id;

    /// <summary>The cron expression.</summary>
    public string Cron { get; } = cron;

    /// <summary>The IANA name of the time zone in which the expression is read.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What is done about missed instants.</summary>
    public MissedRuns MissedRuns { get; init; } = MissedRuns.RunLatest;

    /// <summary>How many missed instants <see cref="MissedRuns.RunAll"/> runs at most.</summary>
    public int MaxMissedRuns { get; init; } = 100;

    /// <summary>What is done while the previous run has not ended.</summary>
    public Overlap Overlap { get; init; } = Overlap.Allow;

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Cron} in {TimeZone}";
}
