using Npgsql;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>Fills a database with runs that have ended, as years of use would.</summary>
internal static class FinishedRuns
{
    /// <summary>Small enough that a fill can be broken off, and says how far it is.</summary>
    private const int Chunk = 100_000;

    /// <summary>Adds runs with all that belongs to them.</summary>
    /// <param name="store">A database with a run of the workload that has ended, which is copied.</param>
    /// <param name="runs">How many.</param>
    /// <param name="progress">Hears how many there are.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task AddAsync(PostgresStore store, int runs, IProgress<int> progress, CancellationToken cancellationToken)
    {
        await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
        await using (var define = new NpgsqlCommand(await DefinitionAsync(cancellationToken), connection))
        {
            await define.ExecuteNonQueryAsync(cancellationToken);
        }

        for (var first = 1; first <= runs; first += Chunk)
        {
            var last = Math.Min(first + Chunk - 1, runs);
            await using var fill = new NpgsqlCommand("select pg_temp.fill_finished($1, $2)", connection) { CommandTimeout = 0, Parameters = { new() { Value = first }, new() { Value = last } } };
            await fill.ExecuteNonQueryAsync(cancellationToken);
            progress.Report(last);
        }

        await store.VacuumAsync(cancellationToken);
    }

    private static async Task<string> DefinitionAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(FinishedRuns).Assembly.GetManifestResourceStream("fill_finished.sql")!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
