using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Schedules;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Support;

/// <summary>Counts how often a host looks for schedules that are due, so that a test knows when it has looked and left something undone.</summary>
internal sealed class WatchedSchedules
{
    private int looks;

    /// <summary>Puts it between a host and the database.</summary>
    public void Between(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IScheduleStore>(provider => new Store(this, provider.GetRequiredService<PostgresExecutionStore>())));

    /// <summary>Waits until the host has looked so often from now on; the last look but one was whole.</summary>
    public Task LooksAsync(int count)
    {
        int from = Volatile.Read(ref looks);
        return Perdure.Tests.Wait.UntilAsync(() => Volatile.Read(ref looks) >= from + count, description: $"it has looked {count} times");
    }

    private sealed class Store(WatchedSchedules watch, IScheduleStore inner) : IScheduleStore
    {
        public ValueTask RegisterAsync(IReadOnlyList<KnownSchedule> schedules, CancellationToken cancellationToken) => inner.RegisterAsync(schedules, cancellationToken);

        public ValueTask<IReadOnlyDictionary<string, TimeSpan>> ReadDueAsync(IReadOnlyList<KnownSchedule> schedules, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref watch.looks);
            return inner.ReadDueAsync(schedules, cancellationToken);
        }

        public ValueTask<FiredSchedule?> FireAsync(KnownSchedule schedule, Func<DueSchedule, FiredSchedule> fire, CancellationToken cancellationToken) => inner.FireAsync(schedule, fire, cancellationToken);

        public ValueTask<IReadOnlyList<ScheduleInfo>> ListAsync(string? id, CancellationToken cancellationToken) => inner.ListAsync(id, cancellationToken);

        public ValueTask<bool> PauseAsync(string id, CancellationToken cancellationToken) => inner.PauseAsync(id, cancellationToken);

        public ValueTask<bool> ResumeAsync(string id, CancellationToken cancellationToken) => inner.ResumeAsync(id, cancellationToken);
    }
}
