using Perdure.Storage;

namespace Perdure.Schedules;

/// <summary>What firing needs of a database.</summary>
internal interface IScheduleStore
{
    /// <summary>Keeps schedules; of a workflow of which a newer version is known, the newer one's stay.</summary>
    ValueTask RegisterAsync(IReadOnlyList<KnownSchedule> schedules, CancellationToken cancellationToken);

    /// <summary>In how long each of some schedules is due, by id; zero: it is. One that is paused, deleted, or another's by now is missing.</summary>
    ValueTask<IReadOnlyDictionary<string, TimeSpan>> ReadDueAsync(IReadOnlyList<KnownSchedule> schedules, CancellationToken cancellationToken);

    /// <summary>
    /// Fires a schedule that is due, in one transaction under the lock of its row: starts the runs and says when it is due next, or does neither. It can be asked again where its outcome is not known.
    /// </summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="fire">Decides by the row.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>What was done; null: it is not due any more, or another fires it at this moment.</returns>
    ValueTask<FiredSchedule?> FireAsync(KnownSchedule schedule, Func<DueSchedule, FiredSchedule> fire, CancellationToken cancellationToken);

    /// <summary>Reads the schedules, or one of them.</summary>
    ValueTask<IReadOnlyList<ScheduleInfo>> ListAsync(string? id, CancellationToken cancellationToken);

    /// <summary>Pauses a schedule. False: there is no such one.</summary>
    ValueTask<bool> PauseAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lets a paused schedule go on. False: there is no such one.</summary>
    ValueTask<bool> ResumeAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A schedule that was due, and the runs that it starts.</summary>
/// <param name="Row">What was found.</param>
/// <param name="Firing">What was decided.</param>
/// <param name="Runs">A run for each instant.</param>
internal sealed record FiredSchedule(DueSchedule Row, Firing Firing, IReadOnlyList<NewExecution> Runs)
{
    /// <summary>Whether what is due waits for the previous run.</summary>
    public bool Waits => Firing.NextFire <= Row.Now && Row.PreviousRuns;
}
