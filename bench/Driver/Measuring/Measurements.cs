using System.Globalization;
using Perdure.Bench.Children;
using Perdure.Bench.Contests;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>How a contestant goes through a workload once: on a store that is new, unless the workload is about one that is not.</summary>
internal sealed class Measurements(Paths paths, BenchServer server, Sizes sizes)
{
    private const int StartUps = 20;

    /// <summary>The measurement of a workload that all contestants, or all rounds, go through in the same way.</summary>
    public Func<Contestant, CancellationToken, Task<Dictionary<string, double>>> Of(string workload) => workload switch
    {
        Workload.Recovery => (contestant, token) => RecoverAsync(contestant, "bench", token),
        Workload.RecoveryElsewhere => (contestant, token) => RecoverAsync(contestant, "bench-elsewhere", token),
        Workload.Startup => StartUpAsync,
        Workload.Backlog => BacklogAsync,
        Workload.Idle => IdleAsync,
        _ => (contestant, token) => contestant.PgBench is { } script ? LimitAsync(script, token) : MarkedAsync(contestant, workload, token),
    };

    /// <summary>How a contestant is started for a workload between two marks.</summary>
    public Launch Launch(Contestant contestant, string workload) => Launch(contestant, workload, sizes.Count(contestant, workload));

    public static Launch Launch(Contestant contestant, string workload, int count) => contestant.Launch.With(
        [workload, count.ToString(CultureInfo.InvariantCulture), Sizes.InFlight(workload).ToString(CultureInfo.InvariantCulture)], []);

    private async Task<Dictionary<string, double>> MarkedAsync(Contestant contestant, string workload, CancellationToken cancellationToken)
    {
        await using var store = await StoreAsync(contestant, cancellationToken);
        var before = await store.ReadLogAsync(cancellationToken);
        var figures = await MarkedPass.MeasureAsync(Launch(contestant, workload), store, meanwhile: null, cancellationToken);
        if (store is PostgresStore database && figures.TryGetValue(Figure.Warm, out var warm))
        {
            await WholeLife.AddAsync(figures, database, before, figures[Figure.Runs] + warm, cancellationToken);
        }

        return figures;
    }

    private async Task<Dictionary<string, double>> LimitAsync(Script script, CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        return await new PgBenchPass(paths, server.Programs).MeasureAsync(script, sizes.PgBench, store, cancellationToken);
    }

    private async Task<Dictionary<string, double>> RecoverAsync(Contestant contestant, string secondName, CancellationToken cancellationToken)
    {
        await using var store = await StoreAsync(contestant, cancellationToken);
        var runs = sizes.Count(contestant, Workload.Recovery);
        return await new RecoveryPass(Life("w5a", "bench"), Life("w5b", secondName), runs).MeasureAsync(store, cancellationToken);

        Launch Life(string workload, string name) => Launch(contestant, workload, runs).With([], [new("WORKER_NAME", name)]);
    }

    private async Task<Dictionary<string, double>> StartUpAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        return await MarkedPass.MeasureAsync(Launch(contestant, Workload.Startup, StartUps), store, meanwhile: null, cancellationToken);
    }

    private async Task<Dictionary<string, double>> IdleAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        return await new IdlePass(server).MeasureAsync(Launch(contestant, Workload.Idle, (int)sizes.Idle.TotalSeconds), store, cancellationToken);
    }

    private async Task<Dictionary<string, double>> BacklogAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        var runs = sizes.Count(contestant, Workload.Backlog);
        return await new BacklogPass(Launch(contestant, "backlog", runs), Launch(contestant, "drain", runs), runs).MeasureAsync(store, cancellationToken);
    }

    private async Task<IStore> StoreAsync(Contestant contestant, CancellationToken cancellationToken) =>
        contestant.UsesRestate ? await RestateStore.StartAsync(paths, cancellationToken) : await server.CreateAsync(cancellationToken);
}
