using System.Data;
using System.Diagnostics;
using Perdure.Bench.Children;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>
/// Throughput while a transaction elsewhere stays open: nothing that is deleted or changed meanwhile can be cleaned
/// up, so whatever reads over dead rows gets slower and slower.
/// </summary>
/// <param name="launch">The program, with the workload.</param>
internal sealed class HeldPass(Launch launch)
{
    private const int PassesBefore = 3;

    /// <summary>Measures some passes, opens the transaction, and measures for as long as it is held.</summary>
    /// <returns>The figures of each pass, in order.</returns>
    public async Task<IReadOnlyList<Dictionary<string, double>>> MeasureAsync(PostgresStore store, TimeSpan length, CancellationToken cancellationToken)
    {
        var passes = new List<Dictionary<string, double>>();
        var since = Stopwatch.GetTimestamp();
        for (var pass = 0; pass < PassesBefore; pass++)
        {
            passes.Add(await PassAsync(0));
        }

        await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using (var look = connection.CreateCommand())
        {
            // The first statement takes the snapshot.
            look.CommandText = "select count(*) from pg_class";
            await look.ExecuteScalarAsync(cancellationToken);
        }

        since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < length)
        {
            passes.Add(await PassAsync(1));
        }

        return passes;

        async Task<Dictionary<string, double>> PassAsync(double held)
        {
            var minute = passes.Count < PassesBefore ? 0 : Stopwatch.GetElapsedTime(since).TotalMinutes;
            var figures = await MarkedPass.MeasureAsync(launch, store, meanwhile: null, cancellationToken);
            figures[Figure.IsHeld] = held;
            figures[Figure.Minute] = minute;
            return figures;
        }
    }
}
