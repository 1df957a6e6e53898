using System.Globalization;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A server of its own, whose commits reach the disk, to be crashed and started again on the same port.</summary>
internal sealed class CrashingServer : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions options;
    private EmbeddedPostgres server;

    private CrashingServer(EmbeddedPostgresOptions options, EmbeddedPostgres server, TestDatabase database)
    {
        this.options = options;
        this.server = server;
        Database = database;
    }

    public TestDatabase Database { get; }

    public static async Task<CrashingServer> StartAsync(CancellationToken cancellationToken)
    {
        var options = new EmbeddedPostgresOptions { Durable = true };
        options.Folder = Path.Combine(options.Folder, "tests", Guid.CreateVersion7().ToString("N"));
        EmbeddedPostgres server = await EmbeddedPostgres.StartAsync(options, cancellationToken);
        const string name = "faults";
        await server.EnsureDatabaseAsync(name, cancellationToken);
        await Migrator.MigrateAsync(server.ConnectionString(name), cancellationToken: cancellationToken);
        return new CrashingServer(options, server, new TestDatabase(server, name));
    }

    /// <summary>An immediate shutdown: no session is asked, nothing is written that was not, and the next start recovers.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken)
    {
        using var postmaster = System.Diagnostics.Process.GetProcessById(server.ProcessId);
        using System.Diagnostics.Process kill = System.Diagnostics.Process.Start("kill", ["-QUIT", server.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        await postmaster.WaitForExitAsync(cancellationToken);
    }

    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        int port = server.Port;
        server = await EmbeddedPostgres.StartAsync(options, cancellationToken);
        server.WasAdopted.ShouldBeFalse();
        server.Port.ShouldBe(port);

        // The test's own connections broke as well.
        Database.DataSource.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await server.StopAsync();
        Directory.Delete(options.Folder, recursive: true);
    }
}
