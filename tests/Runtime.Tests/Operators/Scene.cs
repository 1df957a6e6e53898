using Npgsql;
using Perdure.Events;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Perdure.Tests.Postgres;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A healthy database with runs of all kinds, and two live workers of which one holds a run. Nothing is at work in it: what a test breaks stays as it is.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly PerdureDatabase pools;

    private Scene(TestDatabase database, PerdureDatabase pools)
    {
        Database = database;
        this.pools = pools;
        Store = new PostgresExecutionStore(pools, TimeProvider.System);
    }

    public TestDatabase Database { get; }

    public PostgresExecutionStore Store { get; }

    /// <summary>Its runs, by what becomes of them: <c>ends</c>, <c>fails</c>, <c>cancelled</c>, <c>waits</c>, <c>pending</c>, <c>held</c>.</summary>
    public Dictionary<string, Guid> Runs { get; } = [];

    public static async Task<Scene> CreateAsync(MigratedServer server)
    {
        TestDatabase database = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var scene = new Scene(database, PostgresStoreUnderTest.Pools(database.ConnectionString));
        await scene.RunAsync();
        return scene;
    }

    /// <summary>Executes what no trigger, foreign key or statement of ours would let pass; <c>{ends}</c> stands for a run.</summary>
    public async Task BreakAsync(string sabotage)
    {
        foreach ((string name, Guid id) in Runs) sabotage = sabotage.Replace($"{{{name}}}", $"'{id}'", StringComparison.Ordinal);
        await using NpgsqlConnection session = await Database.OpenAsync();
        await session.ExecuteAsync("set session_replication_role = replica");
        await session.ExecuteAsync(sabotage);
        await session.ExecuteAsync("reset session_replication_role");
    }

    /// <summary>The rules that are broken, each with the run's name.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync(bool allRuns = true)
    {
        await using NpgsqlConnection session = await Database.OpenAsync();
        IReadOnlyList<string> found = await session.ColumnAsync<string>("select distinct concat_ws(' ', rule, execution_id) from perdure.violations($1)", allRuns);
        return [.. found.Select(one => Runs.Aggregate(one, (text, run) => text.Replace(run.Value.ToString(), run.Key, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await pools.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task RunAsync()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "scene",
            static (step, call) => step == 0 && call.Take() is "waits" or "cancelled" ? throw new InvalidOperationException("later")
                : step == 1 && call.Take() == "fails" ? throw new NonRetryableException("never")
                : new(call.Take()),
            TestPlan.First("One", new RetryPolicy(5) { Delay = TimeSpan.FromHours(1) }),
            new StepPlan("Two") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer), new StepInput("before", 0)], Level = 1, Output = TestPlan.Text });
        await using (TestHost host = await TestHost.StartAsync(Database.ConnectionString, [plan], options => options.SlowPoll = TimeSpan.FromMilliseconds(100)))
        {
            foreach (string name in new[] { "ends", "fails", "waits", "cancelled" }) Runs[name] = (await host.Client.StartAsync(plan, name)).Id;
            foreach (string name in new[] { "ends", "fails" }) await host.Client.WaitAsync(Runs[name], TestContext.Current.CancellationToken);
            foreach (string name in new[] { "waits", "cancelled" }) await WaitForAsync(name, "WAITING");
            await host.Client.CancelAsync(Runs["cancelled"]);
            await WaitForAsync("cancelled", "CANCELLED");
        }

        TestHolder holder = await TestHolder.RegisterAsync(Store, "holder", [plan]);
        await TestHolder.RegisterAsync(Store, "other", [plan]);
        Runs["held"] = await StartAsync();
        ClaimedRun run = await holder.ClaimOneAsync();
        await holder.CommitAsync(run.Says(
            steps: [TestCheckpoint.Running("One")],
            events:
            [
                new EventWrite(1, EventTypes.ExecutionCreated, null, null, null),
                new EventWrite(2, EventTypes.LockAcquired, null, null, """{"worker":"holder","token":"1"}"""),
                new EventWrite(3, EventTypes.ExecutionStarted, null, null, null),
                new EventWrite(4, EventTypes.StepStarted, "One", 1, null),
            ],
            state: """{"steps":2,"settled_through":0,"running":1,"waiting":0,"succeeded":0,"failed":0,"cancelled":0}"""));
        Runs["pending"] = await StartAsync();

        async Task<Guid> StartAsync()
        {
            var started = new NewExecution(Guid.CreateVersion7(), plan.Name, plan.Version, "default", 0, "\"x\"");
            await Store.StartAsync(started, default);
            return started.Id;
        }
    }

    private Task WaitForAsync(string name, string status) =>
        Wait.UntilAsync(async () => await Database.ScalarAsync<string>("select status from perdure.executions where id = $1", Runs[name]) == status, description: $"'{name}' is {status}");
}
