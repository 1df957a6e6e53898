using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Transactions;
using Shouldly;

namespace Perdure.Language.Tests.Transactions;

/// <summary>Steps with a transaction as users write them.</summary>
public sealed class TransactionTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatTheyWriteIsThereOnce(bool isKilled)
    {
        await Database.ExecuteAsync("create table ledger (account text not null)");

        (await RunAsync(Ledger.Definition, "a b c", isKilled)).ShouldBe(new Booking("3", 4));

        (await Database.ScalarAsync<string>("select string_agg(account, ' ' order by account) from ledger")).ShouldBe("a b c sum");
    }
}
