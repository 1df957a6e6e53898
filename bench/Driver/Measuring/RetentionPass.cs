using Npgsql;
using Perdure.Bench.Children;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>Throughput while finished runs are deleted, batch after batch and without a rest, in the same tables; against the same without the deletion.</summary>
internal sealed class RetentionPass
{
    private readonly Launch launch;
    private readonly PostgresStore store;
    private readonly DateTime before;

    private RetentionPass(Launch launch, PostgresStore store, DateTime before)
    {
        this.launch = launch;
        this.store = store;
        this.before = before;
    }

    /// <summary>What has ended by now is what may be deleted; what is measured is kept.</summary>
    /// <param name="launch">The program, with the workload.</param>
    /// <param name="store">A database with finished runs.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<RetentionPass> BeginAsync(Launch launch, PostgresStore store, CancellationToken cancellationToken)
    {
        await using var clock = store.Source.CreateCommand("select clock_timestamp()");
        return new RetentionPass(launch, store, (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!);
    }

    public async Task<Dictionary<string, double>> MeasureAsync(CancellationToken cancellationToken)
    {
        var alone = await MarkedPass.MeasureAsync(this.launch, this.store, meanwhile: null, cancellationToken);
        var deleted = 0;
        var figures = await MarkedPass.MeasureAsync(this.launch, this.store, async (_, measured) => deleted = await DeleteAsync(measured, cancellationToken), cancellationToken);
        figures[Figure.Baseline] = alone[Figure.RunsPerSecond];
        figures[Figure.DeletedPerSecond] = deleted / figures[Figure.Seconds];
        return figures;
    }

    /// <summary>Deletes until the measurement ends. A batch that has begun by then is not broken off: it would be rolled back, and count for nothing.</summary>
    private async Task<int> DeleteAsync(CancellationToken measured, CancellationToken cancellationToken)
    {
        await using var connection = await this.store.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlCommand("select perdure.delete_finished($1)", connection) { Parameters = { new() { Value = this.before } } };
        var deleted = 0;
        while (!measured.IsCancellationRequested)
        {
            var runs = (int)(await batch.ExecuteScalarAsync(cancellationToken))!;
            deleted += runs;
            if (runs == 0)
            {
                throw new ChildFailedException($"Nothing was left to delete after {deleted} runs: give it more with --finished");
            }
        }

        return deleted;
    }
}
