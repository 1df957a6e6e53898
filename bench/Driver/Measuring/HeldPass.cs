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
    /// <param name="store">The store that all of them share.</param>
    /// <param name="length">How long it is held.</param>
    /// <param name="record">Takes the figures of each pass.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task MeasureAsync(PostgresStore store, TimeSpan length, Func<Dictionary<string, double>, Task> record, CancellationToken cancellationToken)
    {
        for (var pass = 0; pass < PassesBefore; pass++)
        {
            await PassAsync(held: false, minute: 0);
        }

        await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using (var look = connection.CreateCommand())
        {
            // The first statement takes the snapshot.
            look.CommandText = "select count(*) from pg_class";
            await look.ExecuteScalarAsync(cancellationToken);
        }

        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < length)
        {
            await PassAsync(held: true, Stopwatch.GetElapsedTime(since).TotalMinutes);
        }

        async Task PassAsync(bool held, double minute)
        {
            var figures = await MarkedPass.MeasureAsync(launch, store, meanwhile: null, cancellationToken);
            figures[Figure.IsHeld] = held ? 1 : 0;
            figures[Figure.Minute] = minute;
            await record(figures);
        }
    }
}
