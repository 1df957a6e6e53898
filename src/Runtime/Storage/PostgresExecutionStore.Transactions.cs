using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>What is written in a transaction that somebody else has opened, and commits or not.</summary>
internal sealed partial class PostgresExecutionStore
{
    /// <summary>How long a start under a key waits there for another of its key, unless the caller has set a shorter bound: it keeps the locks of the caller meanwhile.</summary>
    public static readonly TimeSpan JoinedLockTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The transaction is one of another database: raised by <c>perdure.require_database</c>.</summary>
    private const string AnotherDatabase = "PD002";

    private (string Name, DateTime Since)? identity;

    public async ValueTask<IReadOnlyList<NewExecution>> StartWithinAsync(DbTransaction transaction, IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken)
    {
        (string name, DateTime since) = identity ??= await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        NewExecution[] keyed = [.. runs.Where(static run => run.Key is not null)];
        using NpgsqlBatch start = Join(transaction);
        start.BatchCommands.Add(Statement("require_database", name, since));
        if (keyed.Length > 0) start.BatchCommands.Add(Statement("bound_lock_wait", ((long)JoinedLockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)));
        BatchStatements.AddQueuedStarts(start, runs);
        if (keyed.Length > 0) start.BatchCommands.Add(Statement("unbound_lock_wait"));
        if (keyed.Length > 0) BatchStatements.AddConflicts(start, keyed);

        // Delivered if and only if the transaction commits; the server sends one, however many starts there are in it.
        start.BatchCommands.Add(Statement("notify", Coordination.Notices.NotificationListener.Channel, "ready"));
        try
        {
            return await ReadResultAsync(start, "conflict", row => keyed[row.GetInt32(0) - 1], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Explain(refusal, name, keyed) is { } explained)
        {
            throw explained;
        }
    }

    public async ValueTask FenceStepsAsync(IReadOnlyList<Guid> executionIds, Guid holder, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand fence = Command(pools.Claim, "fence_steps", holder, Array(executionIds, NpgsqlDbType.Uuid));
        await fence.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IStepTransaction> BeginStepAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await PostgresStepTransaction.BeginAsync(pools.User, attempt, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> FenceAttemptAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        (Guid run, string step, int item, int round) = attempt.Step;
        using (NpgsqlCommand fence = Command(pools.Client, "fence_attempt", run, step, item, round, attempt.Attempt, attempt.Holder))
            await fence.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand read = Command(pools.Client, "read_attempt", run, step, item, round, attempt.Attempt);
        return (await ReadAsync(read, static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>Statements of ours, as the caller's next ones.</summary>
    private static NpgsqlBatch Join(DbTransaction transaction)
    {
        try
        {
            if (transaction.Connection is NpgsqlConnection connection) return new NpgsqlBatch(connection, (NpgsqlTransaction)transaction);
        }
        catch (InvalidOperationException)
        {
            // It is over, and the driver says so in one of several ways.
        }

        throw new InvalidOperationException("The transaction has been committed, rolled back or disposed: start runs before it ends, or in another one");
    }

    private static Exception? Explain(PostgresException refusal, string database, NewExecution[] keyed) => refusal.SqlState switch
    {
        AnotherDatabase => new InvalidOperationException($"The transaction is one of another database than the client's, '{database}': open it there, or start the run without it", refusal),
        PostgresErrorCodes.InFailedSqlTransaction => new InvalidOperationException("The transaction has failed already, by an earlier statement: roll it back, and start the run in another one", refusal),
        PostgresErrorCodes.LockNotAvailable when keyed.Length > 0 => new StartBlockedException(keyed, refusal),
        _ => DatabaseRefusalException.Of(refusal) is { IsAboutAccess: true } told ? told : null,
    };

    private async ValueTask<(string Name, DateTime Since)> IdentifyAsync(CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand identify = Command(pools.Client, "identify_database");
        return (await ReadAsync(identify, static row => (row.GetString(0), row.GetDateTime(1)), cancellationToken).ConfigureAwait(false)).Single();
    }
}
