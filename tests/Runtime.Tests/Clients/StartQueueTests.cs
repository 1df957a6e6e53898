using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Clients;

/// <summary>What becomes of starts that are not written at once.</summary>
public sealed class StartQueueTests(MigratedServer server) : EngineTest(server)
{
    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.QueryCanceled)]
    public async Task StartsThatMetSomebodyAreWrittenAgainTogether(string sqlState)
    {
        var store = new FailingStore { Fails = call => call <= 3 ? Failure(sqlState) : null };
        await using var queue = new StartQueue(store, TimeProvider.System, NullLogger<StartQueue>.Instance);
        Task first = queue.StartAsync(NewRun(), Token);
        Task[] more = [.. Enumerable.Range(0, 5).Select(_ => queue.StartAsync(NewRun(), Token))];

        await Task.WhenAll([first, .. more]);

        store.Calls.Take(4).ShouldAllBe(call => call.SequenceEqual(store.Calls[0]), "the same batch");
        store.Calls.Skip(3).SelectMany(call => call).Distinct().Count().ShouldBe(6);
        store.Calls.Skip(3).SelectMany(call => call).Count().ShouldBe(6, "each is written once");
    }

    [Fact]
    public async Task AStartThatMeetsSomebodyForTooLongFailsWithWhatTheDatabaseSaidAndHoldsUpNoOther()
    {
        NewExecution unlucky = NewRun();
        var store = new FailingStore();
        store.Fails = call => store.Calls[call - 1].Contains(unlucky.Id) ? Failure(PostgresErrorCodes.DeadlockDetected) : null;
        await using var queue = new StartQueue(store, TimeProvider.System, NullLogger<StartQueue>.Instance);

        (await Should.ThrowAsync<PostgresException>(() => queue.StartAsync(unlucky, Token))).SqlState.ShouldBe(PostgresErrorCodes.DeadlockDetected);
        await queue.StartAsync(NewRun(), Token);

        store.Calls.Count(call => call.Contains(unlucky.Id)).ShouldBe(StartQueue.MaxAttempts);
    }

    [Theory]
    [InlineData("53100")]
    [InlineData("57P01")]
    [InlineData("23505")]
    public async Task AStartThatMayHaveHappenedOrNeverWillIsNotRepeated(string sqlState)
    {
        var store = new FailingStore { Fails = _ => Failure(sqlState) };
        await using var queue = new StartQueue(store, TimeProvider.System, NullLogger<StartQueue>.Instance);

        (await Should.ThrowAsync<PostgresException>(() => queue.StartAsync(NewRun(), Token))).SqlState.ShouldBe(sqlState);

        store.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, "create it, or correct its name in the connection string")]
    [InlineData(PostgresErrorCodes.InvalidPassword, "correct user and password of the connection string")]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, "grant it 'perdure_worker'")]
    public async Task ADatabaseThatLetsNobodyStartSaysSoWithTheMend(string sqlState, string mend)
    {
        var store = new FailingStore { Fails = _ => Failure(sqlState) };
        await using var queue = new StartQueue(store, TimeProvider.System, NullLogger<StartQueue>.Instance);

        DatabaseRefusalException refusal = await Should.ThrowAsync<DatabaseRefusalException>(() => queue.StartAsync(NewRun(), Token));

        (refusal.SqlState, refusal.Message.Contains(mend, StringComparison.Ordinal)).ShouldBe((sqlState, true));
    }

    [Fact]
    public async Task AStartThatWasGivenUpBeforeItsTurnIsNotMade()
    {
        var store = new FailingStore();
        await using var queue = new StartQueue(store, TimeProvider.System, NullLogger<StartQueue>.Instance);
        NewExecution[] runs = [NewRun(), NewRun(), NewRun()];
        var gate = new TaskCompletionSource();
        store.Gate = gate.Task;
        Task first = queue.StartAsync(runs[0], Token);
        await Wait.UntilAsync(() => store.Calls.Count == 1);
        using var given = new CancellationTokenSource();
        Task second = queue.StartAsync(runs[1], given.Token);
        Task third = queue.StartAsync(runs[2], Token);

        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        gate.SetResult();
        await Task.WhenAll(first, third);

        store.Calls.SelectMany(call => call).ShouldBe([runs[0].Id, runs[2].Id]);
    }

    [Fact]
    public async Task WhoWaitsForAStartThatIsTriedAgainIsToldWhenTheHostStops()
    {
        var time = new SteppedTime();
        var store = new FailingStore { Fails = _ => Failure(PostgresErrorCodes.DeadlockDetected) };
        var queue = new StartQueue(store, time, NullLogger<StartQueue>.Instance);
        Task start = queue.StartAsync(NewRun(), Token);
        await Wait.UntilAsync(() => time.Timers == 1);

        await queue.DisposeAsync();

        (await Should.ThrowAsync<ObjectDisposedException>(() => start)).Message.ShouldContain("starts no runs any more");
    }

    [Fact]
    public async Task ALockOnTheTablesHoldsAStartUpAndDoesNotFailIt()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("locked", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost client = await StartClientAsync();
        await client.Client.StartAsync(plan, "first", cancellationToken: Token);
        await using NpgsqlConnection session = await Database.OpenAsync(Token);
        await session.ExecuteAsync("begin; lock table perdure.ready in exclusive mode");

        Task<WorkflowHandle<string>> start = client.Client.StartAsync(plan, "held up", cancellationToken: Token).AsTask();
        await Database.WaitUntilBlockedAsync();

        // Its wait ends by itself after a second, and then there is another.
        await Wait.UntilAsync(async () => await CountBlockedAsync() == 0);
        await Database.WaitUntilBlockedAsync();
        start.IsCompleted.ShouldBeFalse();
        await session.ExecuteAsync("commit");

        WorkflowHandle<string> run = await start;
        (await Database.ScalarAsync<string>("select input #>> '{}' from perdure.executions where id = $1", run.Id)).ShouldBe("held up");
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(2);
    }

    [Fact]
    public async Task AStartUnderAKeyThatSomebodyHoldsIsNamedAndTheOthersOfItsBatchAreWritten()
    {
        NewExecution[] runs = [.. Enumerable.Range(0, 8).Select(n => NewRun() with { Key = $"key {n}", InputHash = [1] })];
        var store = new FailingStore();
        store.Fails = call => store.Calls[call - 1].Contains(runs[5].Id) ? Failure(PostgresErrorCodes.LockNotAvailable) : null;
        await using var queue = new StartQueue(store, TimeProvider.System, NullLogger<StartQueue>.Instance);

        StartBlockedException blocked = await Should.ThrowAsync<StartBlockedException>(() => queue.StartTogetherAsync(runs, Token));

        (blocked.Workflow, blocked.Key).ShouldBe(("chain", "key 5"));
        store.Calls.Where(call => !call.Contains(runs[5].Id)).SelectMany(call => call).ShouldBe(runs.Where(run => run != runs[5]).Select(run => run.Id), ignoreOrder: true);
        store.Calls.Count(call => call is [var only] && only == runs[5].Id).ShouldBe(StartQueue.MaxAttempts);
    }

    private Task<long> CountBlockedAsync() =>
        Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0");

    private static NewExecution NewRun() => new(Guid.CreateVersion7(), "chain", 1, "default", 0, "\"x\"");

    private static PostgresException Failure(string sqlState) => new("said so", "ERROR", "ERROR", sqlState);

    /// <summary>Writes nothing, and keeps the runs of each call, the first of which has number 1.</summary>
    private sealed class FailingStore() : DelegatingStore(null!)
    {
        public List<Guid[]> Calls { get; } = [];

        public Func<int, Exception?> Fails { get; set; } = static _ => null;

        /// <summary>What each call waits for.</summary>
        public Task Gate { get; set; } = Task.CompletedTask;

        public override async ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken)
        {
            Calls.Add([.. runs.Select(run => run.Id)]);
            int call = Calls.Count;
            await Gate.WaitAsync(cancellationToken);
            return Fails(call) is { } failure ? throw failure : [];
        }
    }
}
