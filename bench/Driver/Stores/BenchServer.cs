using System.Globalization;
using Npgsql;

namespace Perdure.Bench.Stores;

/// <summary>
/// The PostgreSQL server of the benchmark, started for it and deleted after it. It waits for the disk as a server in
/// production does; but for the few settings below, it is as it comes.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres server;
    private int databases;

    private BenchServer(EmbeddedPostgres server, bool seesStatements)
    {
        this.server = server;
        SeesStatements = seesStatements;
        Admin = NpgsqlDataSource.Create(server.ConnectionString("postgres"));
    }

    /// <summary>Whether the server can count single statements: <c>pg_stat_statements</c> is installed.</summary>
    public bool SeesStatements { get; }

    /// <summary>Connections to a database that nobody measures.</summary>
    public NpgsqlDataSource Admin { get; }

    public int ProcessId => this.server.ProcessId;

    /// <summary>The folder of the server's programs, from the one that runs: what a limit is measured with is of the same version.</summary>
    public string Programs => Path.GetDirectoryName(File.ResolveLinkTarget($"/proc/{ProcessId}/exe", returnFinalTarget: true)!.FullName)!;

    public static async Task<BenchServer> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new BenchServer(await StartAsync(preload: "pg_stat_statements", cancellationToken), seesStatements: true);
        }
        catch (EmbeddedPostgresException)
        {
            // The extension is not part of every distribution; if it was not that, the same exception comes again.
            return new BenchServer(await StartAsync(preload: "", cancellationToken), seesStatements: false);
        }
    }

    /// <summary>What the server is, for the report.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        await using var command = Admin.CreateCommand(
            "select 'PostgreSQL ' || current_setting('server_version') || ', ' || string_agg(s.name || ' ' || current_setting(s.name), ', ' order by s.name) "
            + "from pg_settings s where s.name in ('fsync', 'synchronous_commit', 'shared_buffers', 'max_connections', 'max_wal_size')");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>A new database, after a checkpoint, so that no contestant pays for the pages of the one before.</summary>
    public async Task<PostgresStore> CreateAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench_{++this.databases}");
        await using (var create = Admin.CreateCommand($"create database {name}"))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await CheckpointAsync(cancellationToken);
        return new PostgresStore(this, name, this.server.ConnectionString(name));
    }

    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        await using var checkpoint = Admin.CreateCommand("checkpoint");
        checkpoint.CommandTimeout = 0;
        await checkpoint.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Admin.DisposeAsync();
        await this.server.DisposeAsync();
    }

    private static async Task<EmbeddedPostgres> StartAsync(string preload, CancellationToken cancellationToken)
    {
        var options = new EmbeddedPostgresOptions { Lifetime = EmbeddedPostgresLifetime.Temporary, Durable = true };
        options.Settings["synchronous_commit"] = "on";
        options.Settings["shared_buffers"] = "2GB";
        options.Settings["max_connections"] = "300";
        options.Settings["shared_preload_libraries"] = preload;
        if (preload.Length > 0)
        {
            // Nothing is counted but in the databases that are looked into, so that no contestant pays for it.
            options.Settings["pg_stat_statements.track"] = "none";
        }

        return await EmbeddedPostgres.StartAsync(options, cancellationToken);
    }
}
