using System.Net.Sockets;
using Npgsql;

namespace Perdure;

/// <summary>The database answers, and refuses: it would again, however often it is asked. The message names the mend.</summary>
public sealed class DatabaseRefusalException : Exception
{
    /// <summary>
    /// What passes by itself, by SQLSTATE class as its table in the manual of PostgreSQL lists them (Appendix A): connections, transactions that were rolled back, resources, objects
    /// in use, an operator's intervention, the system's own errors.
    /// </summary>
    private static readonly string[] PassingClasses = ["08", "40", "53", "55", "57", "58"];

    private DatabaseRefusalException(string message, string? sqlState, bool isAboutAccess, Exception innerException)
        : base(message, innerException)
    {
        SqlState = sqlState;
        IsAboutAccess = isAboutAccess;
    }

    /// <summary>The SQLSTATE; null: the driver found no way to the database.</summary>
    public string? SqlState { get; }

    /// <summary>Whether it has nothing to do with what was asked: no question of this host would fare better.</summary>
    internal bool IsAboutAccess { get; }

    /// <summary>Whether the same question may be answered a moment later: what the driver says of a connection that broke or was too slow, and what the server says of its state.</summary>
    internal static bool IsPassing(Exception failure) => failure switch
    {
        // A server that is a standby at this moment; whoever has to write finds the other one, or loses its lease.
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        PostgresException { SqlState: var state } => PassingClasses.Any(known => state.StartsWith(known, StringComparison.Ordinal)),
        IOException or SocketException or TimeoutException => true,
        NpgsqlException { InnerException: { } inner } => IsPassing(inner),
        AggregateException several => several.InnerExceptions.Any(IsPassing),
        _ => false,
    };

    /// <summary>Puts a refusal into words; null: it is none of the database's, or one that passes.</summary>
    internal static DatabaseRefusalException? Of(Exception failure)
    {
        if (failure is DatabaseRefusalException told) return told;
        if (failure is not NpgsqlException || IsPassing(failure)) return null;
        if ((failure as PostgresException ?? failure.InnerException as PostgresException) is not { } refusal)
            return new($"Perdure finds no way to the database: {failure.Message}; correct the connection string, or what stands between", null, isAboutAccess: true, failure);
        (string what, string? mend) = Describe(refusal.SqlState);
        return new($"{what}: {refusal.MessageText} ({refusal.SqlState}){(mend is null ? "" : $"; {mend}")}", refusal.SqlState, mend is not null, failure);
    }

    private static (string What, string? Mend) Describe(string state) => state switch
    {
        PostgresErrorCodes.InsufficientPrivilege => ("The role of the connection string may not do what Perdure has to", "grant it 'perdure_worker', which db/roles.sql makes"),
        PostgresErrorCodes.InvalidCatalogName => ("The database is not there", "create it, or correct its name in the connection string"),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => (
            "The schema of Perdure is not there, or older than this version", "let a host with PerdureOptions.Migrate start, or apply the migrations"),
        _ when state.StartsWith("28", StringComparison.Ordinal) => (
            "The server does not let Perdure in", "correct user and password of the connection string, or the server's pg_hba.conf"),
        _ => ("The database refuses what Perdure asks", null),
    };
}
