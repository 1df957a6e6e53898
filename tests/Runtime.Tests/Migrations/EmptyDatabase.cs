using Npgsql;
using Perdure.Runtime.Tests.Support;

namespace Perdure.Runtime.Tests.Migrations;

/// <summary>A database that nobody has migrated.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private static int count;

    private readonly string server;
    private readonly string name;

    private EmptyDatabase(string server, string name)
    {
        this.server = server;
        this.name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<EmptyDatabase> CreateAsync(MigratedServer server)
    {
        var database = new EmptyDatabase((await server.GetServerAsync()).ConnectionString(), $"empty_{Interlocked.Increment(ref count)}");
        await database.OnServerAsync($"create database {database.name} template template0");
        return database;
    }

    /// <summary>A session of the test's own.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync() => await OnServerAsync($"drop database {name} with (force)");

    private async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
