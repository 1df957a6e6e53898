using System.Net.Sockets;
using Npgsql;

namespace Perdure.Embedded.Cluster;

/// <summary>What came of an attempt to log in.</summary>
internal enum LoginResult
{
    /// <summary>It is our server: nobody else's knows the password.</summary>
    Accepted,

    /// <summary>A server answers, and the password is not its own.</summary>
    Refused,

    /// <summary>Nobody answers yet, or the server says that it is starting or stopping.</summary>
    NotYet,
}

/// <summary>Logs in, which is the one proof that a server is there and is ours.</summary>
internal static class ServerLogin
{
    private const string MaintenanceDatabase = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static string ConnectionString(int port, string password, string database) => Builder(port, password, database).ConnectionString;

    public static async Task<LoginResult> TryAsync(int port, string password, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(port, password, cancellationToken);
            return LoginResult.Accepted;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return LoginResult.Refused;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.TooManyConnections)
        {
            // It is asked for only after the password was found right.
            return LoginResult.Accepted;
        }
        catch (NpgsqlException exception) when (exception is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown } || exception.InnerException is SocketException or IOException or TimeoutException)
        {
            return LoginResult.NotYet;
        }
    }

    /// <summary>Makes a database where it is missing.</summary>
    public static async Task EnsureDatabaseAsync(int port, string password, string database, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(port, password, cancellationToken);
        await using var asked = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await asked.ExecuteScalarAsync(cancellationToken) is not null)
        {
            return;
        }

        try
        {
            var name = database.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process made it between the question and the answer.
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(int port, string password, CancellationToken cancellationToken)
    {
        var builder = Builder(port, password, MaintenanceDatabase);
        builder.Pooling = false;
        builder.Timeout = (int)Patience.TotalSeconds;
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // The loopback needs no encryption; not to ask for it saves two round trips a connection.
    private static NpgsqlConnectionStringBuilder Builder(int port, string password, string database) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = ClusterCreation.Account,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };
}
