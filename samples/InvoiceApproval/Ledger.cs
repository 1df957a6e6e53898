using System.Data.Common;
using Npgsql;
using Perdure;

namespace Invoices;

/// <summary>The books: a table of the user's own, in the database that the runs are stored in.</summary>
public static class Ledger
{
    // Alone under a lock: two processes that start at once do not trip over each other's "if not exists".
    private const string Schema =
        """
        select pg_advisory_xact_lock(hashtext('accounting'));
        create schema if not exists accounting;
        create table if not exists accounting.ledger (number text not null, text text not null, paid numeric not null);
        """;

    /// <summary>Brings the table; starts the server where it is a private one.</summary>
    public static async Task CreateAsync(IPostgresSource source, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create((await source.GetAsync(cancellationToken)).Data);
        await using var command = database.CreateCommand(Schema);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes a line. No key guards against a second one: the transaction is that of the step, and is committed once.</summary>
    public static async Task WriteAsync(DbTransaction transaction, Booking booking, decimal paid, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand insert = new("insert into accounting.ledger (number, text, paid) values ($1, $2, $3)", (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction)
        {
            Parameters = { new() { Value = booking.Number }, new() { Value = booking.Text }, new() { Value = paid } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
