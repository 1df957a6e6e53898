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
    /// <summary>By SQLSTATE class, as its table in the manual of PostgreSQL lists them (Appendix A).</summary>
    public static CommitFailure Classify(Exception failure) => failure is PostgresException { SqlState: { } state }
        ? state switch
        {
            "55P03" => CommitFailure.TryAgain,
            _ when state.StartsWith("40", StringComparison.Ordinal) => CommitFailure.TryAgain,
            _ when state.StartsWith("08", StringComparison.Ordinal)
                || state.StartsWith("57", StringComparison.Ordinal)
                || state.StartsWith("53", StringComparison.Ordinal)
                || state.StartsWith("58", StringComparison.Ordinal) => CommitFailure.Unknown,
            _ => CommitFailure.Refused,
        }
        : CommitFailure.Unknown;
}
