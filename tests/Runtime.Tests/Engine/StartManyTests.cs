using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Many starts in one call: few statements, handles in order, a batch in memory.</summary>
public sealed class StartManyTests(MigratedServer server) : EngineTest(server)
{
    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of("many", static (_, call) => new(call.Take()), TestPlan.First("One"));

    private readonly List<int> statements = [];

    [Fact]
    public async Task TheyAreThereInTheOrderOfTheInputsAndAllAreRun()
    {
        TestHost host = await StartAsync(Plan);

        IReadOnlyList<WorkflowHandle<string>> runs = await host.Client.StartManyAsync(Plan, Inputs(300), cancellationToken: Token);

        for (var run = 0; run < runs.Count; run++) (await runs[run].GetResultAsync(Token)).ShouldBe($"{run}");
    }

    [Fact]
    public async Task TenThousandAreTwentyStatementsAndOneBatchIsReadAhead()
    {
        TestHost client = await StartCountedAsync();
        var read = 0;
        var ahead = 0;
        IEnumerable<string> inputs = Enumerable.Range(0, 10_000).Select(n =>
        {
            ahead = Math.Max(ahead, ++read - statements.Sum());
            return $"{n}";
        });

        IReadOnlyList<WorkflowHandle<string>> runs = await client.Client.StartManyAsync(Plan, inputs, new StartOptions { Queue = "elsewhere" }, Token);

        runs.Count.ShouldBe(10_000);
        statements.Count.ShouldBe(20);
        ahead.ShouldBe(StartQueue.MaxTogether + 1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions e join perdure.ready r on r.execution_id = e.id where e.queue = 'elsewhere'")).ShouldBe(10_000);
    }

    [Fact]
    public async Task CalledAgainUnderTheSameKeysTheyAreTheSameRuns()
    {
        TestHost client = await StartClientAsync();

        IReadOnlyList<WorkflowHandle<string>> runs = await client.Client.StartManyAsync(Plan, Inputs(600), Keyed, Token);
        IReadOnlyList<WorkflowHandle<string>> again = await client.Client.StartManyAsync(Plan, Inputs(600), Keyed, Token);

        again.Select(run => run.Id).ShouldBe(runs.Select(run => run.Id));
        runs[7].Id.ShouldBe(KeyedStart.IdOf("many", "key 7"));
        (await CountAsync()).ShouldBe(600);
    }

    [Fact]
    public async Task OneThatConflictsIsNamedAndTheOthersOfItsBatchAreStarted()
    {
        TestHost client = await StartClientAsync();
        await client.Client.StartAsync(Plan, "another", new StartOptions { Key = "key 7" }, Token);

        (await Should.ThrowAsync<StartConflictException>(async () => await client.Client.StartManyAsync(Plan, Inputs(20), Keyed, Token))).Key.ShouldBe("key 7");

        (await CountAsync()).ShouldBe(20);
    }

    [Fact]
    public async Task WithinATransactionItIsAllOrNone()
    {
        TestHost client = await StartClientAsync();
        await using NpgsqlConnection session = await Database.OpenAsync(Token);
        await using (NpgsqlTransaction given = await session.BeginTransactionAsync(Token))
        {
            await client.Client.Within(given).StartManyAsync(Plan, Inputs(1_200), cancellationToken: Token);
            await given.RollbackAsync(Token);
        }

        (await CountAsync()).ShouldBe(0);
        await using NpgsqlTransaction kept = await session.BeginTransactionAsync(Token);
        IReadOnlyList<WorkflowHandle<string>> runs = await client.Client.Within(kept).StartManyAsync(Plan, Inputs(1_200), Keyed, Token);
        await kept.CommitAsync(Token);

        (await CountAsync()).ShouldBe(1_200);
        (await runs[1_199].GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Pending);
    }

    [Fact]
    public async Task ACancelledCallStartsNoFurtherBatch()
    {
        TestHost client = await StartCountedAsync();
        using var given = new CancellationTokenSource();
        IEnumerable<string> inputs = Inputs(5_000).Select((input, n) =>
        {
            if (n == 1_100) given.Cancel();
            return input;
        });

        await Should.ThrowAsync<OperationCanceledException>(async () => await client.Client.StartManyAsync(Plan, inputs, cancellationToken: given.Token));

        statements.ShouldBe([500, 500]);
    }

    [Fact]
    public async Task AnInputThatCannotBeWrittenLeavesEarlierBatchesStarted()
    {
        TestHost client = await StartClientAsync();
        IEnumerable<string> inputs = Inputs(700).Select((input, n) => n == 650 ? new string('x', 20_000_000) : input);

        await Should.ThrowAsync<PayloadException>(async () => await client.Client.StartManyAsync(Plan, inputs, cancellationToken: Token));

        (await CountAsync()).ShouldBe(500);
    }

    [Fact]
    public async Task OneKeyForAllIsRefused()
    {
        TestHost client = await StartClientAsync();

        (await Should.ThrowAsync<ArgumentException>(async () => await client.Client.StartManyAsync(Plan, Inputs(2), new StartOptions { Key = "k" }, Token))).Message
            .ShouldStartWith("StartOptions.Key would make all runs one: give each a key of its own, input => new StartOptions { Key = … }");
    }

    private static IEnumerable<string> Inputs(int count) => Enumerable.Range(0, count).Select(n => $"{n}");

    private static StartOptions Keyed(string input) => new() { Key = $"key {input}" };

    private Task<long> CountAsync() => Database.ScalarAsync<long>("select count(*) from perdure.executions");

    private Task<TestHost> StartCountedAsync() =>
        StartAsync([], options => options.RunWorker = false, services: Behind(store => new CountingStore(store, statements)));

    private sealed class CountingStore(IExecutionStore inner, List<int> statements) : DelegatingStore(inner)
    {
        public override ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken)
        {
            statements.Add(runs.Count);
            return base.StartAsync(runs, cancellationToken);
        }
    }
}
