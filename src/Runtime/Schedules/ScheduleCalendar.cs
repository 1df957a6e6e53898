using Cronos;

namespace Perdure.Schedules;

/// <summary>The instants of a schedule: a cron expression, read in a time zone. What falls into an hour that the zone leaves out comes right after it.</summary>
internal sealed class ScheduleCalendar
{
    private readonly CronExpression expression;
    private readonly TimeZoneInfo zone;

    /// <summary>Reads a schedule.</summary>
    /// <param name="plan">The workflow.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <exception cref="PerdureConfigurationException">The expression is none or never fires, or this machine does not know the time zone.</exception>
    public ScheduleCalendar(WorkflowPlan plan, SchedulePlan schedule)
    {
        string name = $"Schedule '{schedule.Id}' of workflow '{plan.Name}'";
        expression = CronText.Parse(schedule.Cron) is { } parsed && CronText.Fires(parsed)
            ? parsed
            : throw new PerdureConfigurationException($"{name} has the cron expression '{schedule.Cron}', which cannot be read or never fires: write one such as '0 9 * * MON-FRI'");
        zone = TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out TimeZoneInfo? found)
            ? found
            : throw new PerdureConfigurationException(
                $"{name} is in the time zone '{schedule.TimeZone}', which this machine does not know: write an IANA name such as 'Europe/Berlin', or install the machine's time zone data (the package tzdata)");
    }

    /// <summary>The first instant after a time.</summary>
    public DateTimeOffset After(DateTimeOffset time) => From(time, inclusive: false);

    /// <summary>The instants between two times, both included, in order.</summary>
    public IEnumerable<DateTimeOffset> Within(DateTimeOffset first, DateTimeOffset last)
    {
        for (DateTimeOffset instant = From(first, inclusive: true); instant <= last; instant = After(instant)) yield return instant;
    }

    /// <summary>The latest instants from one time, included, to another, left out: at most so many, in order. However many lie between, the others are not looked at.</summary>
    public IReadOnlyList<DateTimeOffset> Latest(int most, DateTimeOffset from, DateTimeOffset before)
    {
        var latest = new List<DateTimeOffset>();
        DateTimeOffset at = before;
        while (latest.Count < most && expression.GetPreviousOccurrence(at, zone) is { } earlier && earlier >= from)
        {
            latest.Add(earlier);
            at = earlier;
        }

        latest.Reverse();
        return latest;
    }

    /// <summary>A time with the offset that the zone has then.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);

    private DateTimeOffset From(DateTimeOffset time, bool inclusive) => expression.GetNextOccurrence(time, zone, inclusive)
        ?? throw new InvalidOperationException($"The cron expression '{expression}' has no instant after {time:O}");
}
