using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>
/// Counters that a session of the server hands in now and then, and for certain when it ends: they are read over the
/// whole life of a database, and divided by all runs, those of the warm-up with them.
/// </summary>
internal static class WholeLife
{
    public static async Task AddAsync(Dictionary<string, double> figures, PostgresStore store, LogCounters before, double runs, CancellationToken cancellationToken)
    {
        await store.EmptyAsync(cancellationToken);
        var after = await store.ReadLogAsync(cancellationToken);
        figures[Figure.LogRecords] = (after.Records - before.Records) / runs;
        figures[Figure.LogFullPages] = (after.FullPages - before.FullPages) / runs;
        figures[Figure.LogSyncs] = (after.Syncs - before.Syncs) / runs;
        figures[Figure.Commits] = (await store.ReadCommitsAsync(cancellationToken) ?? 0) / runs;
    }
}
