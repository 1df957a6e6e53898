using Perdure.Schedules;

namespace Perdure;

/// <summary>Asks for schedules, and pauses them. Safe for use by many threads. A schedule is there once a worker has started that has its workflow.</summary>
public sealed class ScheduleClient
{
    private readonly IScheduleStore store;
    private readonly WorkflowClient client;

    internal ScheduleClient(IScheduleStore store, WorkflowClient client)
    {
        this.store = store;
        this.client = client;
    }

    /// <summary>Lists the schedules, by id.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The schedules.</returns>
    public ValueTask<IReadOnlyList<ScheduleInfo>> ListAsync(CancellationToken cancellationToken = default) => store.ListAsync(null, cancellationToken);

    /// <summary>Asks where a schedule stands.</summary>
    /// <param name="id">Its id: the workflow's name, a slash, and its own, as <c>nightly-report/default</c>.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>What is known of it; null where there is no such schedule.</returns>
    public async ValueTask<ScheduleInfo?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return (await store.ListAsync(id, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>Lets a schedule start no runs until it is resumed. Those that it has started go on.</summary>
    /// <param name="id">Its id, as <c>nightly-report/default</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when the schedule is paused.</returns>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    public async ValueTask PauseAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!await store.PauseAsync(id, cancellationToken).ConfigureAwait(false)) throw new ScheduleNotFoundException(id);
    }

    /// <summary>Lets a paused schedule go on, with the next instant from now: what became due while it was paused is not run.</summary>
    /// <param name="id">Its id, as <c>nightly-report/default</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when the schedule goes on.</returns>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    public async ValueTask ResumeAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!await store.ResumeAsync(id, cancellationToken).ConfigureAwait(false)) throw new ScheduleNotFoundException(id);
    }

    /// <summary>Starts a run at once, as if an instant of the schedule were now: beside the calendar, whatever else runs, and also while it is paused.</summary>
    /// <typeparam name="TOut">What the workflow returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="schedule">The schedule among those of the workflow.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The run.</returns>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    public async ValueTask<WorkflowHandle<TOut>> TriggerAsync<TOut>(WorkflowPlan<ScheduledTime, TOut> plan, string schedule = "default", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ScheduleInfo found = await FindAsync(plan, schedule, cancellationToken).ConfigureAwait(false);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(found.TimeZone);
        DateTimeOffset now = TimeZoneInfo.ConvertTime(found.ReadAt, zone);
        var input = new ScheduledTime(now, now, found.LastFire is { } last ? TimeZoneInfo.ConvertTime(last, zone) : null);
        return await client.StartAsync(plan, input, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="TriggerAsync{TOut}(WorkflowPlan{ScheduledTime, TOut}, string, CancellationToken)"/>
    public async ValueTask<WorkflowHandle<TOut>> TriggerAsync<TOut>(WorkflowPlan<TOut> plan, string schedule = "default", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await FindAsync(plan, schedule, cancellationToken).ConfigureAwait(false);
        return await client.StartAsync(plan, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ScheduleInfo> FindAsync(WorkflowPlan plan, string schedule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        string id = KnownSchedule.IdOf(plan.Name, schedule);
        return await GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new ScheduleNotFoundException(id);
    }
}
