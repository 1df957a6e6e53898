using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>A transaction of a step on a connection of its own, which has no settings of ours: what the user's statements meet is what the role and the database say.</summary>
internal sealed class PostgresStepTransaction : IStepTransaction
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly StepAttempt attempt;
    private readonly Guid mark = Guid.CreateVersion7();

    private PostgresStepTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, StepAttempt attempt)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.attempt = attempt;
    }

    public DbTransaction Transaction => transaction;

    public bool IsLost => connection.FullState.HasFlag(ConnectionState.Broken);

    public static async ValueTask<PostgresStepTransaction> BeginAsync(NpgsqlDataSource source, StepAttempt attempt, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var begun = new PostgresStepTransaction(connection, transaction, attempt);
            await begun.MarkAsync(cancellationToken).ConfigureAwait(false);
            return begun;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<bool> SettleAsync(StoredPayload? output, bool isLast, string? tag)
    {
        if (connection.State != ConnectionState.Open) throw EndedByTheStep();
        (Guid run, string step, int item, int round) = attempt.Step;
        using NpgsqlCommand command = Command("settle_step", run, step, item, round, attempt.Attempt, attempt.Holder, Text(output?.Json), Text(output?.Codec), isLast, Text(tag), mark.ToString());
        try
        {
            return await command.ExecuteScalarAsync().ConfigureAwait(false) switch
            {
                "settled" => true,
                "lost" => false,
                _ => throw EndedByTheStep(),
            };
        }
        catch (PostgresException failed) when (failed.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            throw new InvalidOperationException(
                $"A statement of step '{step}' of execution {run} failed, and the step went on: nothing can be committed any more; let the exception through, or set a savepoint before such a statement", failed);
        }
    }

    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// The mark goes with the transaction, whoever ends that. The isolation level is that of the role or the database, which the driver passes over. None of this is a query: before its first
    /// one the step may still choose another level.
    /// </summary>
    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        using (var set = new NpgsqlCommand($"set local perdure.step = '{mark}'", connection)) await set.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using var show = new NpgsqlCommand("show default_transaction_isolation", connection);
        string? statement = await show.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) switch
        {
            "serializable" => "set transaction isolation level serializable",
            "repeatable read" => "set transaction isolation level repeatable read",
            _ => null,
        };
        if (statement is null) return;
        using var choose = new NpgsqlCommand(statement, connection);
        await choose.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Text };

    private NpgsqlCommand Command(string statement, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(SqlText.Get(statement), connection);
        foreach (object value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private NonRetryableException EndedByTheStep() => new(
        $"Step '{attempt.Step.StepId}' of execution {attempt.Step.ExecutionId} committed, rolled back or disposed of the transaction that it was given: leave that to Perdure, which commits it together with the step's result");
}
