using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

public sealed class ServerFaultTests(MigratedServer server) : EngineTest(server)
{
    private const int Runs = 150;

    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of(
        "through-thick-and-thin",
        static async (step, call) =>
        {
            await Task.Yield();
            return step == 3 ? call.Take(1) + call.Take(2) : step == 0 ? call.Take() : $"{call.Take(0)}{step} ";
        },
        TestPlan.First("Top"),
        TestPlan.Then("Left", 0),
        TestPlan.Then("Right", 0),
        TestPlan.Then("Join", 1, 2));

    [Fact]
    public async Task WhenAllSessionsAreCutAgainAndAgainNoRunIsLostOrDoubled()
    {
        IReadOnlyList<Guid> runs = await StartRunsAsync(Database.ConnectionString);
        await StartAsync([Plan], null, connectionString: Worker(Database.ConnectionString));

        for (var cut = 1; cut <= 4; cut++)
        {
            await WaitForProgressAsync(Database, cut * Runs / 6);
            await Database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'worker perdure%' and datname = current_database()");
        }

        await AssertAllEndedAsync(Database, runs);
    }

    [Fact]
    public async Task WhenTheServerCrashesAndComesBackNoRunIsLostOrDoubled()
    {
        await using CrashingServer crashing = await CrashingServer.StartAsync(Token);
        IReadOnlyList<Guid> runs = await StartRunsAsync(crashing.Database.ConnectionString);
        TestHost worker = await StartAsync([Plan], null, connectionString: crashing.Database.ConnectionString);

        await WaitForProgressAsync(crashing.Database, Runs / 4);
        await crashing.CrashAsync(Token);
        await crashing.StartAgainAsync(Token);

        await AssertAllEndedAsync(crashing.Database, runs);
        await StopAsync(worker);
        await Invariants.AssertAsync(crashing.Database);
    }

    [Fact]
    public async Task WhoeverWaitsForARunWhileTheServerIsAwayHearsOfItsEndAfterwards()
    {
        const int askedAgain = 505;
        var isAsked = new LogSignal(askedAgain);
        await using CrashingServer crashing = await CrashingServer.StartAsync(Token);
        TestHost client = await StartAsync(
            [],
            static options => options.RunWorker = false,
            services: services => services.AddLogging(logging => logging.AddProvider(isAsked)),
            connectionString: crashing.Database.ConnectionString);
        WorkflowHandle<string> run = await client.Client.StartAsync(Plan, "run:", cancellationToken: Token);
        Task<string> result = run.GetResultAsync(Token).AsTask();

        await crashing.CrashAsync(Token);
        await isAsked.Logged;
        await crashing.StartAgainAsync(Token);
        TestHost worker = await StartAsync([Plan], null, connectionString: crashing.Database.ConnectionString);

        (await result).ShouldBe("run:1 run:2 ");
        await StopAsync(worker);
        await StopAsync(client);
        await Invariants.AssertAsync(crashing.Database);
    }

    private async Task<IReadOnlyList<Guid>> StartRunsAsync(string connectionString)
    {
        TestHost client = await StartAsync([], static options => options.RunWorker = false, connectionString: connectionString);
        Guid[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(async run => (await client.Client.StartAsync(Plan, $"{run}:", cancellationToken: Token)).Id));
        await StopAsync(client);
        return runs;
    }

    /// <summary>In the middle of the load: some steps have their results, and most have not.</summary>
    private static Task WaitForProgressAsync(TestDatabase database, int steps) => Wait.UntilAsync(
        async () => await database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS'") >= steps);

    private static async Task AssertAllEndedAsync(TestDatabase database, IReadOnlyList<Guid> runs)
    {
        await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.executions where finished_at is null") == 0, TimeSpan.FromSeconds(60));
        (await database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS'")).ShouldBe(runs.Count);
        (await database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS'")).ShouldBe(4 * runs.Count);
        for (var run = 0; run < runs.Count; run++)
        {
            string input = run.ToString(CultureInfo.InvariantCulture) + ":";
            (await database.ScalarAsync<string>("select output #>> '{}' from perdure.executions where id = $1", runs[run])).ShouldBe($"{input}1 {input}2 ");
        }
    }

    private static string Worker(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "worker" }.ConnectionString;
}
