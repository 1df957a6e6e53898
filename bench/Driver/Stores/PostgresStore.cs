using Npgsql;

namespace Perdure.Bench.Stores;

/// <summary>A database of the benchmark's server.</summary>
internal sealed class PostgresStore : IStore
{
    private readonly BenchServer server;

    public PostgresStore(BenchServer server, string name, string connectionString)
    {
        this.server = server;
        Name = name;
        Source = NpgsqlDataSource.Create(connectionString);
        Environment = Describe(new NpgsqlConnectionStringBuilder(connectionString));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    public int ProcessId => this.server.ProcessId;

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Connections to this database; none is open while a contestant is measured, unless the workload asks for one.</summary>
    public NpgsqlDataSource Source { get; }

    public async Task<LogCounters> ReadLogAsync(CancellationToken cancellationToken)
    {
        await using var command = this.server.Admin.CreateCommand(
            "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8, wal_records::float8, wal_fpi::float8, wal_sync::float8 from pg_stat_wal");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new LogCounters(reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3));
    }

    public async Task<double?> ReadCommitsAsync(CancellationToken cancellationToken) =>
        await AskServerAsync("select xact_commit::float8 from pg_stat_database where datname = $1", cancellationToken);

    /// <summary>The statements that were counted in it since <see cref="CountStatementsAsync"/>.</summary>
    public Task<double> ReadStatementsAsync(CancellationToken cancellationToken) => AskServerAsync(
        "select coalesce(sum(s.calls), 0)::float8 from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = $1", cancellationToken);

    /// <summary>Lets the server count the statements and time the writes of those who connect from now on.</summary>
    public async Task CountStatementsAsync(CancellationToken cancellationToken)
    {
        await ExecuteOnServerAsync($"alter database {Name} set track_wal_io_timing = on", cancellationToken);
        await ExecuteOnServerAsync($"alter database {Name} set track_io_timing = on", cancellationToken);
        if (this.server.SeesStatements)
        {
            await ExecuteOnServerAsync("create extension if not exists pg_stat_statements", cancellationToken);
            await ExecuteOnServerAsync($"alter database {Name} set pg_stat_statements.track = 'top'", cancellationToken);
        }
    }

    /// <summary>Does at once what autovacuum would do within the next minutes.</summary>
    public async Task VacuumAsync(CancellationToken cancellationToken)
    {
        await using (var vacuum = Source.CreateCommand("vacuum (analyze)"))
        {
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
        }

        Source.Clear();
    }

    /// <summary>Waits until nobody is connected, for a session hands in its counters when it ends.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        while (await AskServerAsync("select count(*)::float8 from pg_stat_activity where datname = $1", cancellationToken) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await ExecuteOnServerAsync($"drop database if exists {Name} with (force)", CancellationToken.None);
    }

    private static Dictionary<string, string> Describe(NpgsqlConnectionStringBuilder connection) => new()
    {
        ["DATABASE_URL"] = $"postgres://{connection.Username}:{Uri.EscapeDataString(connection.Password!)}@{connection.Host}:{connection.Port}/{connection.Database}",
        ["PGHOST"] = connection.Host!,
        ["PGPORT"] = connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["PGUSER"] = connection.Username!,
        ["PGPASSWORD"] = connection.Password!,
        ["PGDATABASE"] = connection.Database!,
    };

    private async Task<double> AskServerAsync(string question, CancellationToken cancellationToken)
    {
        await using var command = this.server.Admin.CreateCommand(question);
        command.Parameters.AddWithValue(Name);
        return (double)(await command.ExecuteScalarAsync(cancellationToken) ?? 0.0);
    }

    private async Task ExecuteOnServerAsync(string statement, CancellationToken cancellationToken)
    {
        await using var command = this.server.Admin.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
