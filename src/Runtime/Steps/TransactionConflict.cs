using Npgsql;

namespace Perdure.Steps;

/// <summary>What an attempt met in its transaction that says nothing about the step: done again, it may succeed.</summary>
internal static class TransactionConflict
{
    /// <summary>What it met, in words; null: a failure of the step.</summary>
    public static string? Describe(Exception failure, StepTransaction? transaction)
    {
        // Whoever maps objects to tables wraps what the driver throws.
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } met)
                return $"its transaction met another one ({met.SqlState})";
        }

        return transaction is { IsLost: true } ? "the connection of its transaction was lost" : null;
    }
}
