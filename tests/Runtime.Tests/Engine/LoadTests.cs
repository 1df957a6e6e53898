using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class LoadTests(MigratedServer server) : EngineTest(server)
{
    private const int Runs = 500;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task ManyRunsOnManyWorkersEndOnceEachWithinTheirConnections(int workers)
    {
        string[] names = [.. Enumerable.Range(0, workers).Select(worker => $"load{worker}")];
        var all = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "load",
            async (step, call) =>
            {
                if (step == 0) await all.EnterAsync("Left", call.CancellationToken);
                return step == 2 ? call.Take(0) + call.Take(1) : $"{call.Take()}{step} ";
            },
            TestPlan.First("Left"),
            TestPlan.First("Right"),
            TestPlan.Then("Join", 0, 1));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string>[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(async run => await client.Client.StartAsync(plan, $"{run}:", cancellationToken: Token)));

        foreach (string worker in names)
        {
            await StartAsync([plan], options => (options.WorkerName, options.MaxRuns) = (worker, 50), connectionString: Named(worker));
        }

        // None can take more than its fill before each of the others has its own.
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(distinct holder) from perdure.executions where holder is not null") == workers);
        all.Open();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<IReadOnlyDictionary<string, long>> most = WatchConnectionsAsync(names, watching.Token);

        for (var run = 0; run < Runs; run++) (await runs[run].GetResultAsync(Token)).ShouldBe($"{run}:0 {run}:1 ");
        await watching.CancelAsync();

        int budget = PerdureDatabase.WorkerBudget(new PerdureOptions(), []);
        budget.ShouldBe(8);
        foreach (long connections in (await most).Values) connections.ShouldBeInRange(1, budget);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS' and attempt = 1")).ShouldBe(3 * Runs);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(distinct payload ->> 'worker') from perdure.execution_events where event_type = 'LOCK_ACQUIRED'")).ShouldBe(workers, "each took its share");
    }

    /// <summary>The most connections that each worker had at one time.</summary>
    private async Task<IReadOnlyDictionary<string, long>> WatchConnectionsAsync(string[] workers, CancellationToken cancellationToken)
    {
        Dictionary<string, long> most = workers.ToDictionary(worker => worker, _ => 0L);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (string worker in workers) most[worker] = Math.Max(most[worker], await CountAsync(worker));
        }

        return most;
    }

    private Task<long> CountAsync(string worker) =>
        Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name like $1 || ' perdure%'", worker);

    private string Named(string worker) => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = worker }.ConnectionString;
}
