using Npgsql;

namespace Perdure.Checkpoints;

/// <summary>What a failed commit means for its batch.</summary>
internal enum CommitFailure
{
    /// <summary>Nothing was written, and the same batch can go through: a deadlock, a serialization failure.</summary>
    TryAgain,

    /// <summary>Nothing was written, since it took too long: a lock that timed out, a statement that was cancelled. The same batch may take as long again.</summary>
    HeldUp,

    /// <summary>Nothing was written, and nothing would be: something in the batch is refused by the database.</summary>
    Refused,

    /// <summary>The connection or the server is gone, or not what it was: it may have been written, now or a moment later.</summary>
    Unknown,

    /// <summary>Neither the database nor the connection failed, but the program: before the batch was sent, or after it was written. It may have been written, and may fail again.</summary>
    Defect,
}

internal static class CommitFailures
{
    /// <summary>
    /// What the statement was told about its own content: data exceptions, violated constraints, what is no valid statement, limits that it exceeds, and what a
    /// trigger raises. Of everything else (a password that was changed, a server that became a standby) the checkpoint is innocent, and it must not be refused for it.
    /// </summary>
    private static readonly string[] RefusedClasses = ["21", "22", "23", "42", "44", "54", "P0"];

    /// <summary>
    /// By SQLSTATE class, as its table in the manual of PostgreSQL lists them (Appendix A). What the driver throws without one is a connection that broke or was
    /// too slow; anything else is a defect somewhere: something that cannot be encoded, no memory, somebody's callback.
    /// </summary>
    public static CommitFailure Classify(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } => CommitFailure.HeldUp,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => CommitFailure.Unknown,
        PostgresException { SqlState: var state } when state.StartsWith("40", StringComparison.Ordinal) => CommitFailure.TryAgain,
        PostgresException { SqlState: var state } when RefusedClasses.Any(known => state.StartsWith(known, StringComparison.Ordinal)) => CommitFailure.Refused,
        NpgsqlException or IOException or TimeoutException or OperationCanceledException or InvalidOperationException => CommitFailure.Unknown,
        _ => CommitFailure.Defect,
    };
}
