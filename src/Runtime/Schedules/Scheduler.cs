using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Payloads;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Schedules;

/// <summary>
/// Fires the schedules of the workflows that this host runs. It sleeps to the next instant, and looks at each slow poll whether something has changed: one statement. Many hosts do the same, and the lock of
/// a schedule's row decides which of them fires it. Without a schedule it ends at once.
/// </summary>
internal sealed partial class Scheduler : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly ScheduleBook book;
    private readonly IScheduleStore store;
    private readonly PayloadSerializer serializer;
    private readonly Notifier notifier;
    private readonly Wakeups wakeups;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly TimeSpan longest;
    private TimeSpan vain = ShortestPause;
    private bool isRegistered;
    private bool isFailing;

    public Scheduler(
        ScheduleBook book, IScheduleStore store, PayloadSerializer serializer, Notifier notifier, Wakeups wakeups, PerdureOptions options, TimeProvider time, EngineLogger<Scheduler> logger)
    {
        this.book = book;
        this.store = store;
        this.serializer = serializer;
        this.notifier = notifier;
        this.wakeups = wakeups;
        this.time = time;
        this.logger = logger;

        // What is overdue for two lease times is a breach: see perdure.violations().
        longest = options.SlowPoll < options.Lease ? options.SlowPoll : options.Lease;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (book.Schedules.Count == 0) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
                isFailing = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Exception cause = DatabaseRefusalException.Of(failure) ?? failure;
                LogNotFired(logger, isFailing ? LogLevel.Debug : LogLevel.Warning, cause);
                isFailing = true;
                await Task.Delay(FailurePause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Fires what is due, and sleeps until there may be something again.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!isRegistered) await store.RegisterAsync(book.Schedules, cancellationToken).ConfigureAwait(false);
        isRegistered = true;

        IReadOnlyDictionary<string, TimeSpan> dueIn = await store.ReadDueAsync(book.Schedules, cancellationToken).ConfigureAwait(false);
        TimeSpan sleep = longest;
        var isHeldUp = false;
        Guid? awaited = null;
        foreach (KnownSchedule schedule in book.Schedules)
        {
            if (!dueIn.TryGetValue(schedule.Id, out TimeSpan left)) continue;
            if (left == TimeSpan.Zero)
            {
                FiredSchedule? fired = await store.FireAsync(schedule, row => Fire(schedule, row), cancellationToken).ConfigureAwait(false);
                if (fired is not null) Tell(schedule, fired);
                if (fired is null or { Waits: true })
                {
                    isHeldUp = true;
                    awaited ??= fired?.Row.LastExecution;
                    continue;
                }

                left = fired.Firing.NextFire - fired.Row.Now;
            }

            if (left < sleep) sleep = left;
        }

        vain = !isHeldUp ? ShortestPause : vain * 2 < longest ? vain * 2 : longest;
        if (isHeldUp && vain < sleep) sleep = vain;
        await SleepAsync(sleep > ShortestPause ? sleep : ShortestPause, awaited, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Another that fires a schedule at this moment is done in no time; what waits for a run hears of its end, or looks less and less often.</summary>
    private async Task SleepAsync(TimeSpan sleep, Guid? awaited, CancellationToken cancellationToken)
    {
        if (awaited is { } run)
        {
            using Wakeups.Waiter waiter = wakeups.WaitForEnd(run);
            await waiter.WaitAsync(sleep, time, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await Task.Delay(sleep, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private FiredSchedule Fire(KnownSchedule schedule, DueSchedule row)
    {
        var firing = Firing.Decide(schedule.Calendar, schedule.Schedule, row);
        var runs = new List<NewExecution>(firing.Instants.Count);
        DateTimeOffset? previous = row.LastFire;
        foreach (DateTimeOffset due in firing.Instants)
        {
            runs.Add(Start(schedule, due, row.Now, previous));
            previous = due;
        }

        return new FiredSchedule(row, firing, runs);
    }

    private NewExecution Start(KnownSchedule schedule, DateTimeOffset due, DateTimeOffset now, DateTimeOffset? previous)
    {
        WorkflowPlan plan = schedule.Workflow;
        Guid id = ScheduledStart.IdOf(schedule.Id, due);
        StartOptions start = new();
        var run = new NewExecution(id, plan.Name, plan.Version, start.Queue, start.Priority, Input: null) { EndsIn = plan.Timeout };
        if (plan.Input is null) return run;
        ScheduleCalendar calendar = schedule.Calendar;
        var input = new ScheduledTime(calendar.Local(due), calendar.Local(now), previous is { } before ? calendar.Local(before) : null);
        return run with { Input = serializer.Store(input, plan.Input, new PayloadPlace(id), $"the input of workflow '{plan.Name}'") };
    }

    private void Tell(KnownSchedule schedule, FiredSchedule fired)
    {
        if (fired.Firing.LeftOut is { } why) LogLeftOut(logger, schedule.Id, fired.Row.Now, why);
        if (fired.Runs.Count > 0) notifier.Ready();
    }

    [LoggerMessage(EventId = 901, Message = "Schedules could not be fired; it is tried again in a second")]
    private static partial void LogNotFired(ILogger logger, LogLevel level, Exception failure);

    [LoggerMessage(902, LogLevel.Warning, "Schedule '{Schedule}' left out what was due before {Now}: {Why}")]
    private static partial void LogLeftOut(ILogger logger, string schedule, DateTimeOffset now, string why);
}
