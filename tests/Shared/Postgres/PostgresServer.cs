using Npgsql;
using Xunit;

namespace Perdure.Tests.Postgres;

/// <summary>
/// One PostgreSQL for a test process, started by the first test that wants a database and gone with the process; what
/// a killed test process left is removed by the next. To be an assembly's fixture:
/// <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>, or a class derived from it that fills the template.
/// </summary>
public class PostgresServer : IAsyncLifetime
{
    private readonly Lazy<Task<EmbeddedPostgres>> server;
    private readonly Lazy<Task<string>> template;
    private readonly Func<string, CancellationToken, Task>? fillTemplate;
    private int databases;

    /// <summary>A server whose databases start empty.</summary>
    public PostgresServer()
        : this(fillTemplate: null)
    {
    }

    /// <summary>A server whose databases start as copies of one that is filled once, as by the migrations.</summary>
    /// <param name="fillTemplate">Fills the template, to which the connection string leads.</param>
    /// <param name="durable">Whether commits reach the disk, for the tests that cut the server off.</param>
    protected PostgresServer(Func<string, CancellationToken, Task>? fillTemplate, bool durable = false)
    {
        this.fillTemplate = fillTemplate;
        var options = new EmbeddedPostgresOptions { Lifetime = EmbeddedPostgresLifetime.Temporary, Durable = durable };
        if (!durable && MemoryFolder() is { } folder) options.Folder = folder;
        this.server = new(() => EmbeddedPostgres.StartAsync(options));
        this.template = new(MakeTemplateAsync);
    }

    /// <summary>The server itself, for tests that stop it or look at its process.</summary>
    public Task<EmbeddedPostgres> GetServerAsync() => this.server.Value;

    /// <summary>A database of the test's own.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var server = await this.server.Value;
        var template = await this.template.Value;
        var name = $"test_{Interlocked.Increment(ref databases)}";

        // The log of a small database is cheaper to write than its files are to copy and sync.
        await ExecuteAsync(server, $"create database {name} template {template} strategy wal_log", cancellationToken);
        return new TestDatabase(server, name);
    }

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (this.server.IsValueCreated)
        {
            NpgsqlConnection.ClearAllPools();
            await (await this.server.Value).DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal static async Task ExecuteAsync(EmbeddedPostgres server, string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Files that live in memory, where the machine has them and room. Each test's database is some 400 files that are made and removed again: ext4 does not reuse the number of a file that went a minute ago,
    /// and seeks among them for each new one, which took half of a core as long as the tests ran.
    /// </summary>
    private static string? MemoryFolder()
    {
        const string memory = "/dev/shm";
        return OperatingSystem.IsLinux() && Directory.Exists(memory) && new DriveInfo(memory) is { DriveFormat: "tmpfs", AvailableFreeSpace: > 4L << 30 } ? Path.Combine(memory, "perdure-tests") : null;
    }

    private async Task<string> MakeTemplateAsync()
    {
        const string name = "template_of_tests";
        var server = await this.server.Value;
        await server.EnsureDatabaseAsync(name);
        if (this.fillTemplate is not null)
        {
            // A pooled connection would stay, and a database that somebody is connected to cannot be copied.
            var unpooled = new NpgsqlConnectionStringBuilder(server.ConnectionString(name)) { Pooling = false };
            await this.fillTemplate(unpooled.ConnectionString, CancellationToken.None);
        }

        await ExecuteAsync(server, $"alter database {name} with is_template true allow_connections false");
        return name;
    }
}
