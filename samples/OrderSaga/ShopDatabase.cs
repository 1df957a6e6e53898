using Npgsql;
using Perdure;

namespace Shop;

/// <summary>The books of the warehouse and the bank, in a schema <c>shop</c> of the same server, so that the sample needs no second one. They stand for services elsewhere.</summary>
public sealed class ShopDatabase(IPostgresSource source) : IAsyncDisposable
{
    // Alone under a lock: two processes that start at once do not trip over each other's "if not exists".
    private const string Schema =
        """
        select pg_advisory_xact_lock(hashtext('shop'));
        create schema if not exists shop;
        create table if not exists shop.stock (article text primary key, price numeric not null, weight numeric not null, available int not null check (available >= 0));
        insert into shop.stock values ('lamp', 49.90, 2, 20), ('piano', 6400, 310, 1) on conflict do nothing;
        create table if not exists shop.reservations (key text primary key, order_number text not null, article text not null references shop.stock, count int not null, released boolean not null default false);
        create table if not exists shop.payments (key text primary key, order_number text not null, amount numeric not null, refunded boolean not null default false, reason text);
        """;

    private NpgsqlDataSource? opened;

    /// <summary>Starts the server where it is a private one, and brings the tables.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        opened ??= NpgsqlDataSource.Create((await source.GetAsync(cancellationToken)).Data);
        await using var connection = await opened.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlCommand command = new(Schema, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Runs one statement.</summary>
    /// <param name="sql">The statement, with <c>$1</c>, <c>$2</c>…</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="values">What stands for these.</param>
    /// <returns>The first column of the first row, or null.</returns>
    public async Task<object?> AskAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        var database = opened ?? throw new InvalidOperationException("The shop's database is not open: call OpenAsync before the host starts");
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => opened?.DisposeAsync() ?? default;
}
