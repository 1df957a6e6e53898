using Npgsql;
using Perdure.Bench.Children;
using Perdure.Bench.Measuring;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Profiling;

/// <summary>
/// Measures a pass with everything on that tells where its time goes. That costs time itself, so the figures of this
/// pass are compared with nothing.
/// </summary>
/// <param name="server">The server.</param>
internal sealed class ProfilePass(BenchServer server)
{
    private const int MostStatements = 12;

    private static readonly string[] LogCounters = ["wal_records", "wal_fpi", "wal_bytes", "wal_buffers_full", "wal_write", "wal_sync", "wal_write_time", "wal_sync_time"];

    public async Task<Profile> MeasureAsync(Launch launch, PostgresStore store, CancellationToken cancellationToken)
    {
        await store.CountStatementsAsync(cancellationToken);
        var samples = new SessionSamples(server.Admin, store.Name);
        var before = new Observation(new ServerProcesses(new Dictionary<int, (string, TimeSpan)>()), new Dictionary<string, double>());
        var after = before;
        IReadOnlyDictionary<string, double> runtime = new Dictionary<string, double>();

        var figures = await MarkedPass.MeasureAsync(launch, store, MeanwhileAsync, cancellationToken);

        var statements = await StatementsAsync(store, cancellationToken);
        return new Profile
        {
            Runs = figures[Figure.Runs],
            Seconds = figures[Figure.Seconds],
            Statements = statements,
            Tables = await TableUses.ReadAsync(store, figures[Figure.Runs] + figures[Figure.Warm], cancellationToken),
            Sessions = samples.Shares,
            ServerCpu = before.Processes.Until(after.Processes),
            ClientCpu = figures[Figure.ClientCpu] * figures[Figure.Runs],
            Log = after.Log.ToDictionary(counter => counter.Key, counter => counter.Value - before.Log[counter.Key]),
            Runtime = runtime,
        };

        async Task MeanwhileAsync(int program, CancellationToken measured)
        {
            before = await ObserveAsync(store.Name, cancellationToken);
            if (server.SeesStatements)
            {
                await ForgetStatementsAsync(cancellationToken);
            }

            using var counters = RuntimeCounters.Attach(program);
            await samples.LookAsync(measured);
            after = await ObserveAsync(store.Name, cancellationToken);
            runtime = await counters.StopAsync(cancellationToken);
        }
    }

    private async Task<Observation> ObserveAsync(string database, CancellationToken cancellationToken)
    {
        var processes = await ServerProcesses.ReadAsync(server.Admin, database, cancellationToken);
        await using var command = server.Admin.CreateCommand($"select {string.Join(", ", LogCounters.Select(counter => $"{counter}::float8"))} from pg_stat_wal");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Observation(processes, LogCounters.Select((counter, i) => (counter, Value: reader.GetDouble(i))).ToDictionary(counter => counter.counter, counter => counter.Value));
    }

    private async Task ForgetStatementsAsync(CancellationToken cancellationToken)
    {
        await using var reset = server.Admin.CreateCommand("select pg_stat_statements_reset()");
        await reset.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<StatementUse>> StatementsAsync(PostgresStore store, CancellationToken cancellationToken)
    {
        if (!server.SeesStatements)
        {
            return [];
        }

        await using var command = server.Admin.CreateCommand("""
            select s.query, s.calls::float8, s.total_exec_time, s.rows::float8, s.wal_bytes::float8
            from pg_stat_statements s join pg_database d on d.oid = s.dbid
            where d.datname = $1
            order by s.total_exec_time desc
            limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = store.Name });
        command.Parameters.Add(new NpgsqlParameter { Value = MostStatements });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var statements = new List<StatementUse>();
        while (await reader.ReadAsync(cancellationToken))
        {
            statements.Add(new StatementUse(reader.GetString(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3), reader.GetDouble(4)));
        }

        return statements;
    }

    private sealed record Observation(ServerProcesses Processes, IReadOnlyDictionary<string, double> Log);
}
