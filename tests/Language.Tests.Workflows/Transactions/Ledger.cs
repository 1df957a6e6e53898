using Npgsql;

namespace Perdure.Language.Tests.Workflows.Transactions;

/// <summary>What was booked.</summary>
public sealed record Booking(string Account, long Lines);

/// <summary>Steps whose effects in the database happen exactly once, however often their workers die.</summary>
[Workflow]
public sealed partial class Ledger : IWorkflow<string, Booking>
{
    [Step]
    private static string[] Accounts(string names) => names.Split(' ');

    [Step]
    private static async Task<Booking> Book([ForEach] string account, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand("insert into ledger (account) values ($1); ", transaction.Connection, transaction) { Parameters = { new() { Value = account } } };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return new Booking(account, 1);
    }

    [Step]
    private static async Task<Booking> Count(IReadOnlyList<Booking> bookings, System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var count = transaction.Connection!.CreateCommand();
        count.Transaction = transaction;
        count.CommandText = "insert into ledger (account) values ('sum'); select count(*) from ledger";
        return new Booking($"{bookings.Count}", (long)(await count.ExecuteScalarAsync(cancellationToken))!);
    }
}
