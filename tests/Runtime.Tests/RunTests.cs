using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests;

public sealed class RunTests(MigratedServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task AChainOfStepsEndsWithItsResultAndLeavesEveryRow()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "chain",
            (step, call) => new(step == 0 ? call.Take() + "a" : call.Take(0) + "b"),
            TestPlan.First("One"),
            TestPlan.Then("Two", 0));
        await using TestHost host = await TestHost.StartAsync(database.ConnectionString, [plan]);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x");

        (await run.GetResultAsync(TestContext.Current.CancellationToken)).ShouldBe("xab");
        (await database.ScalarAsync<string>("select string_agg(event_type || coalesce(' ' || step_id, ''), ', ' order by seq) from perdure.execution_events")).ShouldBe(
            "EXECUTION_CREATED, LOCK_ACQUIRED, EXECUTION_STARTED, STEP_STARTED One, STEP_COMPLETED One, STEP_STARTED Two, STEP_COMPLETED Two, EXECUTION_COMPLETED, LOCK_RELEASED");
        (await database.ScalarAsync<string>("select string_agg(step_id || ' ' || status || ' ' || attempt || ' ' || (output #>> '{}'), ', ' order by step_id) from perdure.execution_steps"))
            .ShouldBe("One SUCCESS 1 xa, Two SUCCESS 1 xab");
        (await database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
        (await database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
    }
}
