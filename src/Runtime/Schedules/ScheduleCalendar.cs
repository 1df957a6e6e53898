using Cronos;

namespace Perdure.Schedules;

/// <summary>The instants of a schedule: a cron expression, read in a time zone. What falls into an hour that the zone leaves out comes right after it.</summary>
internal sealed class ScheduleCalendar
{
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

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
    public DateTimeOffset After(DateTimeOffset time) => expression.GetNextOccurrence(time, zone)
        ?? throw new InvalidOperationException($"The cron expression '{expression}' has no instant after {time:O}");

    /// <summary>The instants between two times, both included, in order.</summary>
    public IEnumerable<DateTimeOffset> Within(DateTimeOffset first, DateTimeOffset last)
    {
        // Not asked of the library as included: right after an hour that is left out, it then does not see what was put there. Instants are whole seconds.
        for (DateTimeOffset instant = After(first.AddSeconds(-1)); instant <= last; instant = After(instant))
        {
            if (instant >= first) yield return instant;
        }
    }

    /// <summary>The latest instants from one time, included, to another, left out: at most so many, in order. However many lie between, the others are not looked at.</summary>
    public IReadOnlyList<DateTimeOffset> Latest(int most, DateTimeOffset from, DateTimeOffset before)
    {
        // Read forward all the same: read backward, the library puts what falls into an hour that is left out elsewhere.
        for (TimeSpan window = ShortestWindow; ; window *= 2)
        {
            bool isWhole = before - from <= window;
            DateTimeOffset[] found = most == 0 ? [] : [.. Within(isWhole ? from : before - window, before).Where(instant => instant < before)];
            if (isWhole || found.Length >= most) return [.. found.TakeLast(most)];
        }
    }

    /// <summary>A time with the offset that the zone has then.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);
}
