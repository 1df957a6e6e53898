namespace Perdure.Embedded.Hosting;

/// <summary>The database of a private server, which is adopted or started when somebody first asks for it.</summary>
internal sealed class EmbeddedPostgresSource(EmbeddedPostgresOptions options) : IPostgresSource, IAsyncDisposable, IDisposable
{
    private readonly SemaphoreSlim starting = new(1, 1);
    private EmbeddedPostgres? server;
    private PostgresConnectionStrings? strings;

    /// <inheritdoc />
    public async ValueTask<PostgresConnectionStrings> GetAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            // A start that failed is tried again by the next who asks: its cause may be gone.
            server ??= await EmbeddedPostgres.StartAsync(options, cancellationToken);
            return strings ??= Strings(server);
        }
        finally
        {
            starting.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>For a container that is disposed without waiting, which refuses services that can only be awaited.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static PostgresConnectionStrings Strings(EmbeddedPostgres server)
    {
        var connectionString = server.ConnectionString();
        return new PostgresConnectionStrings(connectionString, connectionString) { LogIn = () => server.PsqlCommand() };
    }
}
