using Npgsql;
using Perdure.Tests.Postgres;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

/// <summary>What the tests of all other projects rely on.</summary>
public sealed class TestDatabaseTests : IClassFixture<TestDatabaseTests.Filled>
{
    private readonly Filled postgres;

    public TestDatabaseTests(Filled postgres) => this.postgres = postgres;

    [Fact]
    public async Task EachDatabaseIsACopyOfTheTemplateAndOfNothingElse()
    {
        await using var first = await this.postgres.CreateDatabaseAsync();
        await first.ExecuteAsync("insert into things values ('of the first')");
        await using var second = await this.postgres.CreateDatabaseAsync();

        (await first.ScalarAsync<string[]>("select array_agg(name order by name) from things")).ShouldBe(["of the first", "of the template"]);
        (await second.ScalarAsync<string[]>("select array_agg(name) from things")).ShouldBe(["of the template"]);
        Filled.Times.ShouldBe(1);
    }

    [Fact]
    public async Task ADatabaseIsDroppedThoughSomebodyIsConnected()
    {
        await using var other = await this.postgres.CreateDatabaseAsync();
        var database = await this.postgres.CreateDatabaseAsync();
        await using var connected = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connected.OpenAsync();

        await database.DisposeAsync();

        (await other.ScalarAsync<long>("select count(*) from pg_database where datname = $1", database.Name)).ShouldBe(0);
    }

    [Fact]
    public async Task ASessionIsSeenToWaitForALockOnlyWhenItDoes()
    {
        await using var database = await this.postgres.CreateDatabaseAsync();
        await using var holder = await database.OpenAsync();
        await using var waiter = await database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await new NpgsqlCommand("lock table things", holder).ExecuteNonQueryAsync();

        var waiting = new NpgsqlCommand("insert into things values ('late')", waiter).ExecuteNonQueryAsync();
        await database.WaitUntilBlockedAsync(waiter);
        await database.WaitUntilBlockedAsync(sessions: 1);
        waiting.IsCompleted.ShouldBeFalse();
        await Should.ThrowAsync<TimeoutException>(() => database.WaitUntilBlockedAsync(holder, TimeSpan.FromMilliseconds(50)));

        await transaction.RollbackAsync();
        (await waiting).ShouldBe(1);
    }

    public sealed class Filled() : PostgresServer(FillAsync)
    {
        private static int times;

        public static int Times => times;

        private static async Task FillAsync(string connectionString, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref times);
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand("create table things (name text); insert into things values ('of the template')");
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
