using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Starts under a key in transactions of the caller's: whoever has the key keeps others of that key waiting until it commits, and no longer than the bound.</summary>
public sealed class Rule17JoinedStartTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly StartOptions Keyed = new() { Key = "k" };

    private TestHost client = null!;
    private NpgsqlConnection first = null!;
    private NpgsqlConnection second = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        client = Own(await TestHost.StartAsync(Database.ConnectionString, [], options => options.RunWorker = false));
        (first, second) = (await OpenAsync(), await OpenAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnotherOfTheSameKeyWaitsAndIsTheSameRunOrTheOneThatIsLeft(bool commit)
    {
        await using NpgsqlTransaction one = await first.BeginTransactionAsync();
        await using NpgsqlTransaction other = await second.BeginTransactionAsync();
        WorkflowHandle<string> run = await client.Client.Within(one).StartAsync(TestHolder.Plan, "x", Keyed);

        Task<WorkflowHandle<string>> waits = client.Client.Within(other).StartAsync(TestHolder.Plan, "x", Keyed).AsTask();
        await Database.WaitUntilBlockedAsync(second);
        if (commit) await one.CommitAsync();
        else await one.RollbackAsync();

        (await SoonAsync(waits)).Id.ShouldBe(run.Id);
        await other.CommitAsync();
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(1);
    }

    [Fact]
    public async Task AnotherInputIsAConflictAndTheTransactionGoesOn()
    {
        WorkflowHandle<string> run = await client.Client.StartAsync(TestHolder.Plan, "x", Keyed);
        await using NpgsqlTransaction transaction = await first.BeginTransactionAsync();

        StartConflictException conflict = await Should.ThrowAsync<StartConflictException>(async () => await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "y", Keyed));
        WorkflowHandle<string> another = await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "y", Keyed with { Key = "other" });
        await transaction.CommitAsync();

        conflict.ExecutionId.ShouldBe(run.Id);
        (await another.GetAsync()).Status.ShouldBe(ExecutionStatus.Pending);
    }

    [Fact]
    public async Task TheWaitIsBoundedAndItsEndIsTyped()
    {
        await using NpgsqlTransaction one = await first.BeginTransactionAsync();
        await using NpgsqlTransaction other = await second.BeginTransactionAsync();
        await client.Client.Within(one).StartAsync(TestHolder.Plan, "x", Keyed);

        StartBlockedException blocked = await Should.ThrowAsync<StartBlockedException>(
            async () => await client.Client.Within(other).StartAsync(TestHolder.Plan, "x", Keyed).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));

        (blocked.Workflow, blocked.Key).ShouldBe((TestHolder.Plan.Name, "k"));
        blocked.Message.ShouldBe(
            $"A start of '{TestHolder.Plan.Name}' under the key 'k' waited too long for a transaction that holds the same key: wait until that transaction has ended, and start again; one that starts a run under a key should be short");
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("50ms", "50ms")]
    [InlineData("1h", "1h")]
    public async Task TheCallersOwnBoundIsHeededWhereItIsShorterAndComesBack(string bound, string afterwards)
    {
        await using NpgsqlTransaction transaction = await first.BeginTransactionAsync();
        await first.ExecuteAsync($"set local lock_timeout = '{bound}'");

        await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x", Keyed);

        (await first.ScalarAsync<string>("show lock_timeout")).ShouldBe(afterwards);
    }

    [Fact]
    public async Task ASerializableTransactionThatMissedTheOtherIsToldToTryAgain()
    {
        await using NpgsqlTransaction transaction = await first.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await first.ExecuteAsync("select 1");
        await client.Client.StartAsync(TestHolder.Plan, "x", Keyed);

        (await Should.ThrowAsync<PostgresException>(async () => await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x", Keyed))).SqlState
            .ShouldBe(PostgresErrorCodes.SerializationFailure);
    }

    [Fact]
    public async Task StartsWithoutAKeyAreNotHeldUpByOneThatWaits()
    {
        await using NpgsqlTransaction one = await first.BeginTransactionAsync();
        WorkflowHandle<string> run = await client.Client.Within(one).StartAsync(TestHolder.Plan, "x", Keyed);

        Task<WorkflowHandle<string>> waits = client.Client.StartAsync(TestHolder.Plan, "x", Keyed).AsTask();
        await Database.WaitUntilBlockedAsync();
        await SoonAsync(client.Client.StartAsync(TestHolder.Plan, "y"));
        waits.IsCompleted.ShouldBeFalse();
        await one.CommitAsync();

        (await SoonAsync(waits)).Id.ShouldBe(run.Id);
    }
}
