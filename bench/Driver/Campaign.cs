using System.Globalization;
using Perdure.Bench.Children;
using Perdure.Bench.Contests;
using Perdure.Bench.Measuring;
using Perdure.Bench.Profiling;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench;

/// <summary>
/// All measurements of a run. Each workload goes through its rounds, and each round through all contestants, so that
/// whatever disturbs the machine for a while disturbs them alike.
/// </summary>
internal sealed class Campaign(Options options, Paths paths, BenchServer server, IReadOnlyList<Contestant> contestants, SessionFolder folder)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Sizes sizes = new(options.Quick);

    private Contestant Ours => contestants.Single(contestant => contestant.Name == Roster.Ours);

    /// <summary>How many measurements failed.</summary>
    public int Failures { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var workload in Workload.Marked.Append(Workload.Recovery).Where(options.Workloads.Contains))
        {
            await RoundsAsync(workload, contestants.Where(contestant => contestant.Counts.ContainsKey(workload)), Measurement(workload), cancellationToken);
        }

        await OursAsync(Workload.RecoveryElsewhere, RecoverElsewhereAsync, cancellationToken);
        await OursAsync(Workload.Startup, StartUpAsync, cancellationToken);
        await OursAsync(Workload.Idle, IdleAsync, cancellationToken);
        if (options.Workloads.Contains(Workload.Finished))
        {
            await FinishedAsync(cancellationToken);
        }

        if (options.Workloads.Contains(Workload.Held))
        {
            await HeldAsync(cancellationToken);
        }

        if (options.Workloads.Contains(Workload.Profile))
        {
            await ProfileAsync(cancellationToken);
        }
    }

    private Func<Contestant, CancellationToken, Task<Dictionary<string, double>>> Measurement(string workload) => workload == Workload.Recovery
        ? RecoverAsync
        : (contestant, cancellationToken) => contestant.PgBench is { } script ? LimitAsync(script, cancellationToken) : MarkedAsync(contestant, workload, cancellationToken);

    private Task OursAsync(string workload, Func<Contestant, CancellationToken, Task<Dictionary<string, double>>> measure, CancellationToken cancellationToken) =>
        options.Workloads.Contains(workload) ? RoundsAsync(workload, [Ours], measure, cancellationToken) : Task.CompletedTask;

    private async Task RoundsAsync(string workload, IEnumerable<Contestant> taking, Func<Contestant, CancellationToken, Task<Dictionary<string, double>>> measure, CancellationToken cancellationToken)
    {
        var all = taking.ToList();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in all)
            {
                await RecordAsync(workload, contestant.Name, round, token => measure(contestant, token), cancellationToken);
            }
        }
    }

    private async Task RecordAsync(string workload, string contestant, int round, Func<CancellationToken, Task<Dictionary<string, double>>> measure, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        Dictionary<string, double> figures = [];
        string? failure = null;
        try
        {
            figures = await measure(limit.Token);
        }
        catch (Exception exception) when (exception is ChildFailedException or Npgsql.NpgsqlException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // One that fails leaves a gap in the report, which says so; the others are measured all the same.
            failure = exception is OperationCanceledException ? $"It took longer than {Longest.TotalMinutes} minutes" : exception.Message;
            Failures++;
        }

        await folder.Passes.AddAsync(Progress.Tell(new Pass(workload, contestant, round, TimeProvider.System.GetUtcNow(), figures) { Failure = failure }));
    }

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
        return await new PgBenchPass(paths, server.Programs).MeasureAsync(script, this.sizes.PgBench, store, cancellationToken);
    }

    private async Task<Dictionary<string, double>> RecoverAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await StoreAsync(contestant, cancellationToken);
        return await Recovery(contestant, secondName: "bench").MeasureAsync(store, cancellationToken);
    }

    private async Task<Dictionary<string, double>> RecoverElsewhereAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await StoreAsync(contestant, cancellationToken);
        return await Recovery(contestant, secondName: "bench-elsewhere").MeasureAsync(store, cancellationToken);
    }

    private RecoveryPass Recovery(Contestant contestant, string secondName)
    {
        var runs = this.sizes.Count(contestant, Workload.Recovery);
        return new RecoveryPass(Life("w5a", "bench"), Life("w5b", secondName), runs);

        Launch Life(string workload, string name) => contestant.Launch.With(Arguments(workload, runs), [new("WORKER_NAME", name)]);
    }

    private async Task<Dictionary<string, double>> StartUpAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        return await MarkedPass.MeasureAsync(contestant.Launch.With(Arguments("startup", options.Quick ? 5 : 20), []), store, meanwhile: null, cancellationToken);
    }

    private async Task<Dictionary<string, double>> IdleAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        return await new IdlePass(server).MeasureAsync(contestant.Launch.With(Arguments("idle", (int)this.sizes.Idle.TotalSeconds), []), store, cancellationToken);
    }

    private async Task FinishedAsync(CancellationToken cancellationToken)
    {
        var millions = options.FinishedMillions ?? (options.Quick ? 0.1 : 5);
        await using var full = await server.CreateAsync(cancellationToken);
        await MarkedPass.MeasureAsync(Ours.Launch.With(Arguments(Workload.Throughput, 1), []), full, meanwhile: null, cancellationToken);
        await FinishedRuns.AddAsync(full, (int)(millions * 1_000_000), Progress.Count("finished runs"), cancellationToken);

        for (var round = 1; round <= options.Rounds; round++)
        {
            await RecordAsync(Workload.Finished, Ours.Name, round, MeasureAsync, cancellationToken);
        }

        async Task<Dictionary<string, double>> MeasureAsync(CancellationToken token)
        {
            var empty = await MarkedAsync(Ours, Workload.Throughput, token);
            await server.CheckpointAsync(token);
            var figures = await MarkedPass.MeasureAsync(Launch(Ours, Workload.Throughput), full, meanwhile: null, token);
            figures[Figure.Millions] = millions;
            figures[Figure.Baseline] = empty[Figure.RunsPerSecond];
            return figures;
        }
    }

    private async Task HeldAsync(CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        var length = options.Hold ?? TimeSpan.FromMinutes(options.Quick ? 0.3 : 5);
        var round = 0;
        foreach (var figures in await new HeldPass(Launch(Ours, Workload.Throughput)).MeasureAsync(store, length, cancellationToken))
        {
            await folder.Passes.AddAsync(Progress.Tell(new Pass(Workload.Held, Ours.Name, ++round, TimeProvider.System.GetUtcNow(), figures)));
        }
    }

    private async Task ProfileAsync(CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        await folder.AddAsync(await new ProfilePass(server).MeasureAsync(Launch(Ours, Workload.Throughput), store, cancellationToken));
        Progress.Say("profile: done");
    }

    private async Task<IStore> StoreAsync(Contestant contestant, CancellationToken cancellationToken) =>
        contestant.UsesRestate ? await RestateStore.StartAsync(paths, cancellationToken) : await server.CreateAsync(cancellationToken);

    private Launch Launch(Contestant contestant, string workload) => contestant.Launch.With(Arguments(workload, this.sizes.Count(contestant, workload)), []);

    private static string[] Arguments(string workload, int count) =>
        [workload, count.ToString(CultureInfo.InvariantCulture), Sizes.InFlight(workload).ToString(CultureInfo.InvariantCulture)];
}
