using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Queries.Tests;

/// <summary>What a filter holds is compared, and never a part of the statement.</summary>
public sealed class HostileFilterTests(MigratedServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;
    private RunQueries queries = null!;

    public async ValueTask InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        queries = new RunQueries(database.DataSource);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("'; drop table perdure.executions; --")]
    [InlineData("' or '1' = '1")]
    [InlineData("@status")]
    [InlineData("$1")]
    [InlineData("\\")]
    [InlineData("it's \"quoted\"")]
    [InlineData("{a,\"b\"}")]
    [InlineData("NULL")]
    [InlineData("%")]
    [InlineData("ünïcödé 漢字 🎉 \u202e")]
    public async Task AFilterFindsTheTextAndNothingElse(string text)
    {
        var run = await Seed.PendingAsync(database, text);
        var other = await Seed.PendingAsync(database);

        (await queries.ListAsync(new ExecutionPageRequest { Workflow = text })).Items.ShouldHaveSingleItem().Id.ShouldBe(run);
        (await queries.ListUnfinishedAsync([text, $"{text}{text}"])).ShouldHaveSingleItem().Id.ShouldBe(run);
        (await queries.ListAsync(new ExecutionPageRequest { Status = text })).Items.ShouldBeEmpty();
        (await queries.ListAsync(new ExecutionPageRequest())).Items.Select(item => item.Id).ShouldBe([run, other], ignoreOrder: true);
    }
}
