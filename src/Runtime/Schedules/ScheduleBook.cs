namespace Perdure.Schedules;

/// <summary>A schedule that this host brings.</summary>
/// <param name="Id">Its id in the database.</param>
/// <param name="Workflow">Its workflow.</param>
/// <param name="Schedule">The schedule.</param>
/// <param name="Calendar">Its instants.</param>
internal sealed record KnownSchedule(string Id, WorkflowPlan Workflow, SchedulePlan Schedule, ScheduleCalendar Calendar)
{
    /// <summary>The id in the database of a schedule of a workflow.</summary>
    public static string IdOf(string workflow, string schedule) => $"{workflow}/{schedule}";
}

/// <summary>The schedules of the workflows that this host has, each of the newest version of its workflow. What cannot be read is said when the host starts.</summary>
internal sealed class ScheduleBook
{
    /// <summary>Reads them.</summary>
    /// <exception cref="PerdureConfigurationException">A schedule makes no sense here.</exception>
    public ScheduleBook(RegistryCollection registries)
    {
        Schedules =
        [
            .. registries.Plans.Values
                .GroupBy(static plan => plan.Name, StringComparer.Ordinal)
                .Select(static versions => versions.MaxBy(static plan => plan.Version)!)
                .SelectMany(static plan => plan.Schedules.Select(schedule => Read(plan, schedule))),
        ];
    }

    public IReadOnlyList<KnownSchedule> Schedules { get; }

    private static KnownSchedule Read(WorkflowPlan plan, SchedulePlan schedule)
    {
        if (plan.Input is { } input && input.Type != typeof(ScheduledTime))
            throw new PerdureConfigurationException($"Schedule '{schedule.Id}' of workflow '{plan.Name}' cannot bring the '{input.Type}' that the workflow takes: let it take 'ScheduledTime' or nothing");
        return new KnownSchedule(KnownSchedule.IdOf(plan.Name, schedule.Id), plan, schedule, new ScheduleCalendar(plan, schedule));
    }
}
