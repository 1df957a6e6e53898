using Npgsql;

namespace Perdure.Bench.Profiling;

/// <summary>Looks again and again at what the sessions of a database are doing.</summary>
/// <param name="source">A connection to another database of the server.</param>
/// <param name="database">The database.</param>
internal sealed class SessionSamples(NpgsqlDataSource source, string database)
{
    private const string Question = """
        select case
            when a.state <> 'active' then 'nothing to do'
            when a.wait_event is null then 'CPU'
            else a.wait_event_type || ': ' || a.wait_event
          end
        from pg_stat_activity a
        where a.datname = $1 and a.backend_type = 'client backend' and a.state is not null
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<string, int> seen = [];
    private int glances;

    /// <summary>How many sessions were in each state on average.</summary>
    public IReadOnlyList<Share> Shares =>
        [.. this.seen.OrderByDescending(state => state.Value).Select(state => new Share(state.Key, (double)state.Value / Math.Max(1, this.glances)))];

    /// <summary>Looks until it is told to stop.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(Question, connection) { Parameters = { new() { Value = database } } };
        await command.PrepareAsync(CancellationToken.None);
        using var timer = new PeriodicTimer(Interval);
        while (!cancellationToken.IsCancellationRequested)
        {
            await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
            {
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    var state = reader.GetString(0);
                    this.seen[state] = this.seen.GetValueOrDefault(state) + 1;
                }
            }

            this.glances++;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
