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
    private static readonly TimeSpan LongestPass = TimeSpan.FromMinutes(10);

    private readonly Sizes sizes = new(options.Quick);
    private readonly Measurements measurements = new(paths, server, new Sizes(options.Quick));

    /// <summary>Perdure, and Perdure with runs that go through the queue.</summary>
    private IEnumerable<Contestant> BothOurs => contestants.Where(contestant => contestant.Name is Roster.Ours or Roster.OursQueued);

    private Contestant Ours => contestants.Single(contestant => contestant.Name == Roster.Ours);

    /// <summary>How many measurements failed.</summary>
    public int Failures { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var workload in Workload.All.Where(options.Workloads.Contains))
        {
            await (workload switch
            {
                Workload.Finished => AttemptAsync(workload, 0, FinishedAsync, cancellationToken),
                Workload.Held => AttemptAsync(workload, 0, HeldAsync, cancellationToken),
                Workload.Retention => AttemptAsync(workload, 0, RetentionAsync, cancellationToken),
                Workload.Profile => AttemptAsync(workload, 0, ProfileAsync, cancellationToken),
                Workload.Micro => AttemptAsync(workload, 0, MicroAsync, cancellationToken),
                Workload.Startup => RoundsAsync(workload, contestants.Where(contestant => contestant.Name is Roster.Ours or Roster.OursAhead), cancellationToken),
                Workload.RecoveryElsewhere or Workload.Idle => RoundsAsync(workload, [Ours], cancellationToken),
                _ => RoundsAsync(workload, contestants.Where(contestant => contestant.Counts.ContainsKey(workload)), cancellationToken),
            });
        }
    }

    private async Task RoundsAsync(string workload, IEnumerable<Contestant> taking, CancellationToken cancellationToken)
    {
        var all = taking.ToList();
        var measure = this.measurements.Of(workload);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in all)
            {
                await MeasureAsync(workload, contestant, round, token => measure(contestant, token), cancellationToken);
            }
        }
    }

    private Task MeasureAsync(string workload, Contestant contestant, int round, Func<CancellationToken, Task<Dictionary<string, double>>> measure, CancellationToken cancellationToken) =>
        AttemptAsync(
            workload,
            round,
            async token =>
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
                limit.CancelAfter(LongestPass);
                await RecordAsync(workload, contestant, round, await measure(limit.Token));
            },
            cancellationToken,
            contestant);

    /// <summary>Measures something. Where that fails it leaves a gap in the report, which says so; the others are measured all the same.</summary>
    private async Task AttemptAsync(string workload, int round, Func<CancellationToken, Task> measure, CancellationToken cancellationToken, Contestant? contestant = null)
    {
        try
        {
            await measure(cancellationToken);
        }
        catch (Exception exception) when (exception is ChildFailedException or Npgsql.NpgsqlException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Failures++;
            var reason = exception is OperationCanceledException ? $"It took longer than {LongestPass.TotalMinutes} minutes" : exception.Message;
            await RecordAsync(workload, contestant ?? Ours, round, [], reason);
        }
    }

    private async Task RecordAsync(string workload, Contestant contestant, int round, Dictionary<string, double> figures, string? failure = null)
    {
        var pass = new Pass(workload, contestant.Name, round, TimeProvider.System.GetUtcNow(), figures) { Failure = failure };
        Progress.Tell(pass);
        await folder.Passes.AddAsync(pass);
    }

    private async Task FinishedAsync(CancellationToken cancellationToken)
    {
        var millions = options.FinishedMillions ?? this.sizes.FinishedMillions;
        await using var full = await server.CreateAsync(cancellationToken);
        await FillAsync(full, millions, cancellationToken);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in BothOurs)
            {
                await MeasureAsync(Workload.Finished, contestant, round, token => BesideThemAsync(contestant, token), cancellationToken);
            }
        }

        async Task<Dictionary<string, double>> BesideThemAsync(Contestant contestant, CancellationToken token)
        {
            var without = await this.measurements.Of(Workload.Throughput)(contestant, token);
            await server.CheckpointAsync(token);
            var figures = await MarkedPass.MeasureAsync(this.measurements.Launch(contestant, Workload.Throughput), full, meanwhile: null, token);
            figures[Figure.Millions] = millions;
            figures[Figure.Baseline] = without[Figure.RunsPerSecond];
            return figures;
        }
    }

    private async Task FillAsync(PostgresStore store, double millions, CancellationToken cancellationToken)
    {
        await MarkedPass.MeasureAsync(Measurements.Launch(Ours, Workload.Throughput, count: 1), store, meanwhile: null, cancellationToken);
        await FinishedRuns.AddAsync(store, (int)(millions * 1_000_000), Progress.Count("finished runs"), cancellationToken);
    }

    private async Task HeldAsync(CancellationToken cancellationToken)
    {
        foreach (var contestant in BothOurs)
        {
            await using var store = await server.CreateAsync(cancellationToken);
            var round = 0;
            var pass = new HeldPass(this.measurements.Launch(contestant, Workload.Throughput));
            await AttemptAsync(
                Workload.Held, 0, token => pass.MeasureAsync(store, options.Hold ?? this.sizes.Hold, figures => RecordAsync(Workload.Held, contestant, ++round, figures), token), cancellationToken, contestant);
        }
    }

    private async Task RetentionAsync(CancellationToken cancellationToken)
    {
        var millions = options.FinishedMillions ?? this.sizes.DeletableMillions;
        await using var store = await server.CreateAsync(cancellationToken);
        await FillAsync(store, millions, cancellationToken);
        var pass = await RetentionPass.BeginAsync(this.measurements.Launch(Ours, Workload.Throughput), store, cancellationToken);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await MeasureAsync(Workload.Retention, Ours, round, MeasureOneAsync, cancellationToken);
        }

        async Task<Dictionary<string, double>> MeasureOneAsync(CancellationToken token)
        {
            var figures = await pass.MeasureAsync(token);
            figures[Figure.Millions] = millions;
            return figures;
        }
    }

    private async Task ProfileAsync(CancellationToken cancellationToken)
    {
        await using var store = await server.CreateAsync(cancellationToken);
        await folder.AddAsync(await new ProfilePass(server).MeasureAsync(this.measurements.Launch(Ours, Workload.Throughput), store, cancellationToken));
        Progress.Say("profile: done");
    }

    private async Task MicroAsync(CancellationToken cancellationToken)
    {
        await folder.AddAsync(await new MicroPass(paths).MeasureAsync(options.Quick, cancellationToken));
        Progress.Say("micro: done");
    }
}
