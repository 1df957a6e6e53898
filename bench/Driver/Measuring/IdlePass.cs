using Perdure.Bench.Children;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>
/// A worker with nothing to do: what it asks the database, and what both use. What the warm-up left to do is done before: within a minute autovacuum would see to its tables, for more
/// than the worker and its server use in that time.
/// </summary>
/// <param name="server">The server.</param>
internal sealed class IdlePass(BenchServer server)
{
    /// <summary>A session that has nothing to do hands in its counters within ten seconds: until then the warm-up is among them.</summary>
    private static readonly TimeSpan HandedIn = TimeSpan.FromSeconds(11);

    /// <summary>What the warm-up called often is compiled again in the background, a hundred milliseconds after the last call that was new, and while the machine has time.</summary>
    private static readonly TimeSpan Compiled = TimeSpan.FromSeconds(5);

    public async Task<Dictionary<string, double>> MeasureAsync(Launch launch, PostgresStore store, CancellationToken cancellationToken)
    {
        await store.CountStatementsAsync(cancellationToken);
        double statements = 0;
        double commits = 0;
        var figures = await MarkedPass.MeasureAsync(launch, store, MeanwhileAsync, cancellationToken, SettleAsync);
        var seconds = figures[Figure.Seconds];
        figures[Figure.CommitsPerSecond] = commits / (seconds - HandedIn.TotalSeconds);
        figures[Figure.ClientCores] = figures[Figure.ClientCpu] / 1000 / seconds;
        figures[Figure.ServerCores] = figures[Figure.ServerCpu] / 1000 / seconds;
        figures[Figure.Cores] = figures[Figure.ClientCores] + figures[Figure.ServerCores];
        if (server.SeesStatements)
        {
            figures[Figure.StatementsPerSecond] = statements / seconds;
        }

        return figures;

        async Task SettleAsync(CancellationToken token)
        {
            await store.VacuumAsync(token);
            await server.CheckpointAsync(token);
            await Task.Delay(Compiled, token);
        }

        async Task MeanwhileAsync(int program, CancellationToken measured)
        {
            // But for the readings the driver does nothing either, for the server's CPU counts.
            statements = -await CountAsync();
            await Task.Delay(HandedIn, cancellationToken);
            commits = -await store.ReadCommitsAsync(cancellationToken) ?? 0;
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, measured));
            statements += await CountAsync();
            commits += await store.ReadCommitsAsync(cancellationToken) ?? 0;
        }

        Task<double> CountAsync() => server.SeesStatements ? store.ReadStatementsAsync(cancellationToken) : Task.FromResult(0.0);
    }
}
