using System.Diagnostics;
using Perdure.Bench.Children;
using Perdure.Bench.Machine;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>Runs are started while there is no worker; then one with default options comes and drains them. What that takes of its memory, and how long.</summary>
/// <param name="starter">Starts them.</param>
/// <param name="worker">Drains them.</param>
/// <param name="runs">How many.</param>
internal sealed class BacklogPass(Launch starter, Launch worker, int runs)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the worker has had nothing to do when its memory is read for the last time.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public async Task<Dictionary<string, double>> MeasureAsync(PostgresStore store, CancellationToken cancellationToken)
    {
        var started = await MarkedPass.MeasureAsync(starter, store, meanwhile: null, cancellationToken);

        await using var program = MarkedProcess.Start(worker.With([], store.Environment));
        await program.ReachAsync("begin", cancellationToken);
        var memoryBefore = ProcessMemory.Of(program.Id);
        var before = await Reading.TakeAsync(store, program.Id, cancellationToken);
        var since = Stopwatch.GetTimestamp();
        await program.GoOnAsync(cancellationToken);
        await program.ReachAsync("draining", cancellationToken);
        while (await IsLeftAsync(store, cancellationToken))
        {
            await Task.Delay(Glance, cancellationToken);
        }

        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var figures = before.Until(await Reading.TakeAsync(store, program.Id, cancellationToken), runs);
        await Task.Delay(Rest, cancellationToken);
        var memoryAfter = ProcessMemory.Of(program.Id);
        await program.GoOnAsync(cancellationToken);
        await program.EndAsync(cancellationToken);

        figures[Figure.Runs] = runs;
        figures[Figure.Seconds] = seconds;
        figures[Figure.RunsPerSecond] = runs / seconds;
        figures[Figure.StartsPerSecond] = started[Figure.RunsPerSecond];
        figures[Figure.MemoryBefore] = memoryBefore.Resident;
        figures[Figure.MemoryPeak] = memoryAfter.Peak;
        figures[Figure.MemoryAfter] = memoryAfter.Resident;
        return figures;
    }

    /// <summary>A run that has not ended waits in the queue or is held: two looks into an index, whatever the tables hold.</summary>
    private static async Task<bool> IsLeftAsync(PostgresStore store, CancellationToken cancellationToken)
    {
        await using var look = store.Source.CreateCommand("select exists (select from perdure.ready) or exists (select from perdure.executions where holder is not null)");
        return (bool)(await look.ExecuteScalarAsync(cancellationToken))!;
    }
}
