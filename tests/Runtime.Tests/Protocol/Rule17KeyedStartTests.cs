using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A start under a key waits for one that is not committed yet, and then compares: by a second statement, since the first cannot see what the other committed meanwhile.</summary>
public sealed class Rule17KeyedStartTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly byte[] Hash = [1, 2, 3];

    [Theory]
    [InlineData("commit", false, true)]
    [InlineData("commit", true, false)]
    [InlineData("rollback", false, false)]
    public async Task AStartThatMeetsAnotherOfItsKeyWaitsForItAndThenCompares(string end, bool sameInput, bool conflicts)
    {
        NewExecution mine = Run(Hash);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync(
            "insert into perdure.executions (id, workflow, version, key, input_hash) values ($1, 'chain', 1, 'k', $2)", mine.Id, sameInput ? Hash : new byte[] { 9 });

        Task<IReadOnlyList<NewExecution>> start = Store.StartAsync([mine], default).AsTask();
        await Database.WaitUntilBlockedAsync();
        await other.ExecuteAsync("insert into perdure.ready (execution_id, queue, plan, rank, due) values ($1, 'default', 'chain@1', 1, perdure.now())", mine.Id);
        await other.ExecuteAsync(end);

        (await SoonAsync(start)).ShouldBe(conflicts ? [mine] : []);
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(1);
    }

    [Fact]
    public async Task OfTwoInOneBatchTheFirstCounts()
    {
        NewExecution first = Run(Hash);
        NewExecution same = Run([1, 2, 3]);
        NewExecution another = Run([9]);

        (await Store.StartAsync([first, same, another], default)).ShouldBe([another]);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(1);
    }

    [Fact]
    public async Task AHeldStartOfAKeyThatIsThereStartsNothing()
    {
        TestHolder holder = await RegisterAsync();
        NewExecution run = Run(Hash);
        await Store.StartAsync([run], default);

        (await Store.CommitAsync(holder.Batch() with { Starts = [run] }, default)).ShouldBeEmpty();
        (await Database.ScalarAsync<bool>("select holder is null from perdure.executions")).ShouldBeTrue();
    }

    private static NewExecution Run(byte[] hash) => new(KeyedStart.IdOf("chain", "k"), "chain", 1, "default", 0, "1") { Key = "k", InputHash = hash };
}
