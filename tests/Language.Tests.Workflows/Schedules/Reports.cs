namespace Perdure.Language.Tests.Workflows.Schedules;

/// <summary>Once a second; each missed second, while the one before runs or not.</summary>
[Workflow, Schedule("* * * * * *", TimeZone = "Europe/Berlin", MissedRuns = MissedRuns.RunAll, MaxMissedRuns = 3, Overlap = Overlap.Queue)]
public sealed partial class SecondReport : IWorkflow<ScheduledTime, DateTimeOffset>
{
    [Step]
    private static DateTimeOffset Report(ScheduledTime time) => time.Due;
}

/// <summary>Twice a year, and then not if the last one still runs or nobody was there.</summary>
[Workflow]
[Schedule("0 0 1 1 *", Id = "new-year", MissedRuns = MissedRuns.RunLatest, Overlap = Overlap.Skip)]
[Schedule("0 12 1 7 *", Id = "half-time", MissedRuns = MissedRuns.Skip)]
public sealed partial class YearReport : IWorkflow<int>
{
    [Step]
    private static int Count() => 7;
}
