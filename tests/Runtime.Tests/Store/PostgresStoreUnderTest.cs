using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;

namespace Perdure.Runtime.Tests.Store;

/// <summary>The store on PostgreSQL, in a database of the test's own.</summary>
internal sealed class PostgresStoreUnderTest : IStoreUnderTest
{
    private readonly PerdureDatabase pools;

    private PostgresStoreUnderTest(TestDatabase database, PerdureDatabase pools)
    {
        Database = database;
        this.pools = pools;
        Store = new PostgresExecutionStore(pools, TimeProvider.System);
    }

    public TestDatabase Database { get; }

    public PostgresExecutionStore Store { get; }

    IExecutionStore IStoreUnderTest.Store => Store;

    public static async Task<PostgresStoreUnderTest> CreateAsync(MigratedServer server)
    {
        TestDatabase database = await server.CreateDatabaseAsync();
        return new PostgresStoreUnderTest(database, Pools(database.ConnectionString));
    }

    /// <summary>Pools of a process of its own on a database.</summary>
    public static PerdureDatabase Pools(string data, string? direct = null, PerdureOptions? options = null) => new(
        new FixedPostgresSource(new PostgresConnectionStrings(data, direct ?? data)), options ?? new PerdureOptions { Migrate = false }, TimeProvider.System);

    public async Task<IReadOnlyList<StoredEvent>> EventsAsync(Guid executionId)
    {
        await using NpgsqlCommand command = Database.DataSource.CreateCommand(
            "select seq, event_type, step_id, attempt, payload::text, lane, batch from perdure.execution_events where execution_id = $1 order by seq").With(executionId);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        var events = new List<StoredEvent>();
        while (await row.ReadAsync())
        {
            events.Add(new StoredEvent(
                row.GetInt64(0),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetInt32(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetGuid(5),
                row.GetInt64(6)));
        }

        return events;
    }

    public async Task<string?> StateAsync(Guid executionId) =>
        await Database.ScalarAsync<object>("select (select state::text from perdure.execution_state where execution_id = $1)", executionId) as string;

    public async Task<TimeSpan?> WakesInAsync(Guid executionId) =>
        await Database.ScalarAsync<object>("select (select due - perdure.now() from perdure.ready where execution_id = $1)", executionId) as TimeSpan?;

    public Task PassAsync(TimeSpan time) => Database.ExecuteAsync("update perdure.ready set due = due - $1, rank = rank - extract(epoch from $1)", time);

    public Task ExpireAsync(Guid incarnation) =>
        Database.ExecuteAsync("update perdure.workers set expires_at = clock_timestamp() - interval '1 second' where incarnation = $1", incarnation);

    public Task ForgetAsync(Guid incarnation) => Database.ExecuteAsync("delete from perdure.workers where incarnation = $1", incarnation);

    public Task DemandWorkerAsync(int protocol) =>
        Database.ExecuteAsync("insert into perdure.schema_version (version, name, min_worker, checksum) select max(version) + 1, 'of a later release', $1, '' from perdure.schema_version", protocol);

    public async Task<IAsyncDisposable> LockAsync(Guid executionId)
    {
        NpgsqlConnection session = await Database.OpenAsync();
        await session.ExecuteAsync("begin");
        await session.ExecuteAsync("select from perdure.executions where id = $1 for update", executionId);
        return new Session(session);
    }

    public async ValueTask DisposeAsync()
    {
        await pools.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class Session(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await connection.ExecuteAsync("rollback");
            await connection.DisposeAsync();
        }
    }
}
