namespace Perdure.Schedules;

/// <summary>A schedule that is due, as it stands in its locked row.</summary>
/// <param name="NextFire">The instant for which it fires; null: it is still to be worked out.</param>
/// <param name="Since">From when on its instants count.</param>
/// <param name="LastFire">The instant for which it fired last; null: it never did.</param>
/// <param name="LastExecution">The run that it started then.</param>
/// <param name="Now">The time of the database.</param>
/// <param name="PreviousRuns">Whether that run has not ended.</param>
internal sealed record DueSchedule(DateTimeOffset? NextFire, DateTimeOffset Since, DateTimeOffset? LastFire, Guid? LastExecution, DateTimeOffset Now, bool PreviousRuns);

/// <summary>What a schedule that is due does: a pure function of its row and its calendar, so that every worker would decide the same.</summary>
/// <param name="Instants">The instants that are run, in order.</param>
/// <param name="NextFire">When it fires next. Not later than now: what is due waits for the previous run.</param>
/// <param name="LeftOut">Why something that was due is not run and never will be; null: nothing is.</param>
internal sealed record Firing(IReadOnlyList<DateTimeOffset> Instants, DateTimeOffset NextFire, string? LeftOut)
{
    /// <summary>An instant that is older when it is first seen was missed. The slow poll of a busy worker, a takeover and a restart are shorter.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const string Missed = "no worker was there in time";
    private const string Overlapped = "the previous run has not ended";

    public static Firing Decide(ScheduleCalendar calendar, SchedulePlan schedule, DueSchedule row)
    {
        DateTimeOffset first = row.NextFire ?? calendar.After(row.LastFire is { } last && last > row.Since ? last : row.Since);
        if (first > row.Now) return new Firing([], first, null);
        (List<DateTimeOffset> due, string? leftOut) = Choose(calendar, schedule, first, row.Now);
        DateTimeOffset next = calendar.After(row.Now);
        return schedule.Overlap switch
        {
            Overlap.Allow => new Firing(due, next, leftOut),
            Overlap.Skip when row.PreviousRuns => new Firing([], next, due.Count > 0 ? Overlapped : leftOut),

            // The others would start while the last one runs.
            Overlap.Skip => new Firing([.. due.TakeLast(1)], next, due.Count > 1 ? Overlapped : leftOut),
            Overlap.Queue when row.PreviousRuns => new Firing([], due.Count > 0 ? due[0] : next, leftOut),
            Overlap.Queue => new Firing([.. due.Take(1)], due.Count > 1 ? due[1] : next, leftOut),
            _ => throw new InvalidOperationException($"There is no overlap '{schedule.Overlap}'"),
        };
    }

    /// <summary>Those of the instants that are due that are wanted: the ones in time, and of the missed ones what the schedule says.</summary>
    private static (List<DateTimeOffset> Due, string? LeftOut) Choose(ScheduleCalendar calendar, SchedulePlan schedule, DateTimeOffset first, DateTimeOffset now)
    {
        DateTimeOffset border = now - Grace;
        DateTimeOffset[] inTime = [.. calendar.Within(first > border ? first : border, now)];
        int wanted = schedule.MissedRuns switch
        {
            MissedRuns.Skip => 0,
            MissedRuns.RunLatest => inTime.Length > 0 ? 0 : 1,
            MissedRuns.RunAll => schedule.MaxMissedRuns,
            _ => throw new InvalidOperationException($"There is no such treatment of missed runs as '{schedule.MissedRuns}'"),
        };
        IReadOnlyList<DateTimeOffset> missed = first < border ? calendar.Latest(wanted, first, border) : [];
        bool isComplete = first >= border || (missed.Count > 0 && missed[0] == first);
        return ([.. missed, .. inTime], isComplete ? null : Missed);
    }
}
