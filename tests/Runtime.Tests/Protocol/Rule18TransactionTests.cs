using System.Data;
using Npgsql;
using Perdure.Runtime.Tests.Migrations;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A start in the caller's transaction is there if and only if that commits, and workers are told of it in the same transaction, once.</summary>
public sealed class Rule18TransactionTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private TestHost client = null!;
    private NpgsqlConnection session = null!;
    private NpgsqlConnection listening = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        client = Own(await TestHost.StartAsync(Database.ConnectionString, [], options => (options.RunWorker, options.SlowPoll) = (false, Never)));
        session = await OpenAsync();
    }

    [Fact]
    public async Task RolledBackThereIsNoRunAndNobodyIsTold()
    {
        List<string> heard = await ListenAsync();
        await using (NpgsqlTransaction transaction = await session.BeginTransactionAsync())
        {
            await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x");
            await transaction.RollbackAsync();
        }

        (await CountAsync()).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
        await HearAsync();
        heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task CommittedItIsClaimedAtOnceByTheHintAndNotByThePoll()
    {
        await using TestHost worker = await StartWorkerAsync();
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();

        WorkflowHandle<string> run = await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x");
        (await CountAsync()).ShouldBe(0);
        await transaction.CommitAsync();

        (await SoonAsync(run.GetResultAsync())).ShouldBe("x");
    }

    [Fact]
    public async Task AWorkerOfTheSameProcessDoesNotHoldItInAdvance()
    {
        await using TestHost worker = await StartWorkerAsync();
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();

        WorkflowHandle<string> run = await worker.Client.Within(transaction).StartAsync(TestHolder.Plan, "x");
        (await session.ScalarAsync<string>("select status || ' ' || coalesce(holder::text, 'free') from perdure.executions where id = $1", run.Id)).ShouldBe("PENDING free");
        await transaction.CommitAsync();

        (await SoonAsync(run.GetResultAsync())).ShouldBe("x");
    }

    [Fact]
    public async Task WhatASavepointTakesBackIsNotStartedAndTheRestIs()
    {
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();
        TransactionalStarts starts = client.Client.Within(transaction);
        WorkflowHandle<string> kept = await starts.StartAsync(TestHolder.Plan, "kept");
        await transaction.SaveAsync("before");
        WorkflowHandle<string> taken = await starts.StartAsync(TestHolder.Plan, "taken back");
        await transaction.RollbackAsync("before");
        await transaction.CommitAsync();

        (await kept.GetAsync()).Status.ShouldBe(ExecutionStatus.Pending);
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await taken.GetAsync())).ExecutionId.ShouldBe(taken.Id);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task SeveralStartsAreToldOfOnce()
    {
        List<string> heard = await ListenAsync();
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();
        for (var run = 0; run < 3; run++) await client.Client.Within(transaction).StartAsync(TestHolder.Plan, $"{run}");
        await transaction.CommitAsync();

        await Perdure.Tests.Wait.UntilAsync(async () => await HearAsync() && heard.Count > 0);
        heard.ShouldBe(["ready"]);
    }

    [Fact]
    public async Task BeforeTheCommitNothingCanBeAskedOfItAndNobodyWaits()
    {
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();
        WorkflowHandle<string> run = await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x");

        foreach (Func<Task> ask in new Func<Task>[] { () => run.GetResultAsync().AsTask(), () => run.WaitAsync().AsTask(), () => run.GetAsync().AsTask(), () => run.CancelAsync().AsTask() })
        {
            (await Should.ThrowAsync<ExecutionNotFoundException>(() => ask().WaitAsync(TimeSpan.FromSeconds(10)))).Message
                .ShouldBe($"There is no execution {run.Id} yet: the transaction that it was started in has not been committed, or was rolled back; commit it first");
        }
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task AnyIsolationLevelAndSearchPathWillDo(IsolationLevel level)
    {
        await Database.ExecuteAsync("create schema other; create function other.now() returns timestamptz language sql as $$ select 'infinity'::timestamptz $$; create table other.ready (x integer)");
        await session.ExecuteAsync("set search_path to other");
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync(level);
        await session.ExecuteAsync("select 1");

        await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x", new StartOptions { Key = "k" });
        await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "y");
        await transaction.CommitAsync();

        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task ATransactionThatHasEndedIsNamed()
    {
        NpgsqlTransaction committed = await session.BeginTransactionAsync();
        await committed.CommitAsync();
        NpgsqlTransaction disposed = await session.BeginTransactionAsync();
        await disposed.DisposeAsync();

        foreach (NpgsqlTransaction over in new[] { committed, disposed })
        {
            (await Should.ThrowAsync<InvalidOperationException>(async () => await client.Client.Within(over).StartAsync(TestHolder.Plan, "x"))).Message
                .ShouldBe("The transaction has been committed, rolled back or disposed: start runs before it ends, or in another one");
        }
    }

    [Fact]
    public async Task ATransactionThatHasFailedIsNamed()
    {
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();
        await Should.ThrowAsync<PostgresException>(() => session.ExecuteAsync("select 1 / 0"));

        (await Should.ThrowAsync<InvalidOperationException>(async () => await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x"))).Message
            .ShouldBe("The transaction has failed already, by an earlier statement: roll it back, and start the run in another one");
    }

    [Fact]
    public async Task ATransactionOfAnotherDatabaseIsNamedAndWritesNothingThere()
    {
        PostgresStoreUnderTest other = Own(await PostgresStoreUnderTest.CreateAsync(Server));
        await using NpgsqlConnection elsewhere = await other.Database.OpenAsync();
        await using NpgsqlTransaction transaction = await elsewhere.BeginTransactionAsync();

        (await Should.ThrowAsync<InvalidOperationException>(async () => await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x"))).Message
            .ShouldBe($"The transaction is one of another database than the client's, '{Database.Name}': open it there, or start the run without it");
        await transaction.RollbackAsync();
        (await other.Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(0);
    }

    [Fact]
    public async Task ADatabaseWithoutTheSchemaIsNamedWithTheMend()
    {
        await using EmptyDatabase empty = await EmptyDatabase.CreateAsync(Server);
        await using NpgsqlConnection elsewhere = await empty.OpenAsync();
        await using NpgsqlTransaction transaction = await elsewhere.BeginTransactionAsync();

        (await Should.ThrowAsync<DatabaseRefusalException>(async () => await client.Client.Within(transaction).StartAsync(TestHolder.Plan, "x"))).Message
            .ShouldStartWith("The schema of Perdure is not there, or older than this version");
    }

    private Task<long> CountAsync() => Database.ScalarAsync<long>("select count(*) from perdure.executions");

    private async Task<TestHost> StartWorkerAsync()
    {
        TestHost worker = await TestHost.StartAsync(Database.ConnectionString, [TestHolder.Plan], options => options.SlowPoll = Never);

        // It has looked by then, and sleeps.
        await SoonAsync((await worker.Client.StartAsync(TestHolder.Plan, "first")).GetResultAsync());
        await Database.ExecuteAsync("delete from perdure.executions");
        return worker;
    }

    private async Task<List<string>> ListenAsync()
    {
        List<string> heard = [];
        listening = await OpenAsync();
        listening.Notification += (_, hint) => heard.Add(hint.Payload);
        await listening.ExecuteAsync("listen perdure");
        return heard;
    }

    /// <summary>A statement brings what was sent before it.</summary>
    private async Task<bool> HearAsync() => await listening.ScalarAsync<bool>("select true");
}
