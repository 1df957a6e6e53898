using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class LoadTests(MigratedServer server) : EngineTest(server)
{
    private const int Runs = 500;

    [Fact]
    public async Task ManyRunsOnTwoWorkersEndOnceEachWithinTheirConnections()
    {
        var both = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "load",
            async (step, call) =>
            {
                if (step == 0) await both.EnterAsync("Left", call.CancellationToken);
                return step == 2 ? call.Take(0) + call.Take(1) : $"{call.Take()}{step} ";
            },
            TestPlan.First("Left"),
            TestPlan.First("Right"),
            TestPlan.Then("Join", 0, 1));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string>[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(async run => await client.Client.StartAsync(plan, $"{run}:", cancellationToken: Token)));

        foreach (string worker in new[] { "a", "b" })
        {
            await StartAsync([plan], options => (options.WorkerName, options.MaxRuns) = (worker, 50), connectionString: Named(worker));
        }

        // Neither can take more than its fill before the other has its own.
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(distinct holder) from perdure.executions where holder is not null") == 2);
        both.Open();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<(long A, long B)> most = WatchConnectionsAsync(watching.Token);

        for (var run = 0; run < Runs; run++) (await runs[run].GetResultAsync(Token)).ShouldBe($"{run}:0 {run}:1 ");
        await watching.CancelAsync();

        (long a, long b) = await most;
        int budget = PerdureDatabase.WorkerBudget(new PerdureOptions());
        budget.ShouldBe(7);
        a.ShouldBeInRange(1, budget);
        b.ShouldBeInRange(1, budget);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS' and attempt = 1")).ShouldBe(3 * Runs);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(distinct payload ->> 'worker') from perdure.execution_events where event_type = 'LOCK_ACQUIRED'")).ShouldBe(2, "both took their share");
    }

    /// <summary>The most connections that each worker had at one time.</summary>
    private async Task<(long A, long B)> WatchConnectionsAsync(CancellationToken cancellationToken)
    {
        long a = 0;
        long b = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            a = Math.Max(a, await CountAsync("a"));
            b = Math.Max(b, await CountAsync("b"));
        }

        return (a, b);
    }

    private Task<long> CountAsync(string worker) =>
        Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name like $1 || ' perdure%'", worker);

    private string Named(string worker) => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = worker }.ConnectionString;
}
