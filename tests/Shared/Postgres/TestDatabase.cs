using Npgsql;

namespace Perdure.Tests.Postgres;

/// <summary>A database that one test has for itself, dropped with all that is connected to it when the test ends.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres server;

    /// <summary>A database that is there already, of a server that the test started itself.</summary>
    public TestDatabase(EmbeddedPostgres server, string name)
    {
        this.server = server;
        Name = name;
        ConnectionString = server.ConnectionString(name);

        // Tests ask for built-in types, and most of them once or twice: to read all types of the database first would take longer than their questions.
        NpgsqlDataSourceBuilder builder = new(ConnectionString);
        builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        DataSource = builder.Build();
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>For the code under test.</summary>
    public string ConnectionString { get; }

    /// <summary>For the test itself: what it sets up and looks at.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>A session of the test's own, for tests of what two sessions do to one another.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken = default) => await DataSource.OpenConnectionAsync(cancellationToken);

    /// <summary>Executes statements.</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = DataSource.CreateCommand(sql).With(parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of a query's first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = DataSource.CreateCommand(sql).With(parameters);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No row: {sql}"));
    }

    /// <summary>Waits until a session is held up by a lock of another one.</summary>
    public Task WaitUntilBlockedAsync(NpgsqlConnection session, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Wait.UntilAsync(() => ScalarAsync<bool>("select cardinality(pg_blocking_pids($1)) > 0", session.ProcessID), timeout);
    }

    /// <summary>Waits until so many sessions of this database are held up by locks, where the test does not know whose they are.</summary>
    public Task WaitUntilBlockedAsync(int sessions = 1, TimeSpan? timeout = null) => Wait.UntilAsync(
        async () => await ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0") >= sessions,
        timeout);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await using (var pooled = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await PostgresServer.ExecuteAsync(this.server, $"drop database {Name} with (force)");
    }
}
