using Npgsql;

namespace Perdure.Checkpoints;

/// <summary>What a failed commit means for its batch.</summary>
internal enum CommitFailure
{
    /// <summary>Nothing was written, and the same batch can go through: a deadlock, a serialization failure, a lock that timed out.</summary>
    TryAgain,

    /// <summary>Nothing was written, and nothing would be: something in the batch is refused by the database.</summary>
    Refused,

    /// <summary>The connection or the server is gone or has no room: it may have been written, now or a moment later.</summary>
    Unknown,
}

internal static class CommitFailures
{
    /// <summary>
    /// By SQLSTATE class, as its table in the manual of PostgreSQL lists them (Appendix A). What the driver throws without one is a connection that broke or was
    /// too slow; anything else was thrown before the batch was sent, so something in it cannot be written.
    /// </summary>
    public static CommitFailure Classify(Exception failure) => failure switch
    {
        PostgresException { SqlState: "55P03" } => CommitFailure.TryAgain,
        PostgresException { SqlState: var state } when state.StartsWith("40", StringComparison.Ordinal) => CommitFailure.TryAgain,
        PostgresException { SqlState: var state } when UnknownClasses.Any(known => state.StartsWith(known, StringComparison.Ordinal)) => CommitFailure.Unknown,
        PostgresException => CommitFailure.Refused,
        NpgsqlException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException => CommitFailure.Unknown,
        _ => CommitFailure.Refused,
    };

    /// <summary>Connection exception, insufficient resources, operator intervention, system error, internal error.</summary>
    private static readonly string[] UnknownClasses = ["08", "53", "57", "58", "XX"];
}
