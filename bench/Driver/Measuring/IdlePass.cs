using Perdure.Bench.Children;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>A worker with nothing to do: what it asks the database, and what both use.</summary>
/// <param name="server">The server.</param>
internal sealed class IdlePass(BenchServer server)
{
    public async Task<Dictionary<string, double>> MeasureAsync(Launch launch, PostgresStore store, CancellationToken cancellationToken)
    {
        await store.CountStatementsAsync(cancellationToken);
        double statements = 0;
        double commits = 0;
        var figures = await MarkedPass.MeasureAsync(launch, store, MeanwhileAsync, cancellationToken);
        var seconds = figures[Figure.Seconds];
        figures[Figure.CommitsPerSecond] = commits / seconds;
        figures[Figure.Cores] = (figures[Figure.ClientCpu] + figures[Figure.ServerCpu]) / 1000 / seconds;
        if (server.SeesStatements)
        {
            figures[Figure.StatementsPerSecond] = statements / seconds;
        }

        return figures;

        async Task MeanwhileAsync(int program, CancellationToken measured)
        {
            statements = -await CountAsync();
            commits = -await store.ReadCommitsAsync(cancellationToken) ?? 0;

            // The driver does nothing either, for the server's CPU counts.
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, measured));
            statements += await CountAsync();
            commits += await store.ReadCommitsAsync(cancellationToken) ?? 0;
        }

        Task<double> CountAsync() => server.SeesStatements ? store.ReadStatementsAsync(cancellationToken) : Task.FromResult(0.0);
    }
}
