using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>The invariants themselves: each finds what it is there for, or the tests that end with them would prove nothing.</summary>
public sealed class InvariantsTests(MigratedServer server)
{
    [Theory]
    [InlineData("the events of a run are numbered", "delete from perdure.execution_events where seq = 3")]
    [InlineData("the events of a run are numbered", "update perdure.executions set last_seq = last_seq + 1")]
    [InlineData("a run has one event that ends it", "update perdure.executions set status = 'CANCELLED', output = null")]
    [InlineData("a step has one STEP_COMPLETED", "delete from perdure.execution_events where event_type = 'STEP_COMPLETED' and step_id = 'One'")]
    [InlineData("a step has one STEP_COMPLETED", "delete from perdure.execution_steps where step_id = 'One'")]
    [InlineData("a step's attempts are its starts", "update perdure.execution_steps set attempt = 2, status = 'FAILED', output = null, error = '{}' where step_id = 'One'")]
    [InlineData("what is said of an attempt is said after its start", "delete from perdure.execution_events where event_type = 'STEP_STARTED' and step_id = 'One'")]
    [InlineData("an unfinished run is held", "update perdure.executions set status = 'RUNNING', output = null, finished_at = null")]
    [InlineData("an ended run has no step that runs or waits", "update perdure.execution_steps set status = 'FAILED', output = null, error = '{}' where step_id = 'One'")]
    [InlineData("an ended run has no message", "insert into perdure.messages (execution_id, kind) select id, 'CANCEL' from perdure.executions")]
    [InlineData("no event is without its run", "delete from perdure.lanes")]
    [InlineData("the batches of a lane", "delete from perdure.execution_events where batch = 2")]
    [InlineData("the snapshot of a run", "update perdure.execution_state set state = jsonb_set(state, '{succeeded}', '1')")]
    public async Task EachFindsWhatItIsThereFor(string rule, string sabotage)
    {
        await using TestDatabase database = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        WorkflowPlan<string, string> plan = TestPlan.Of("sound", static (_, _) => new("x"), TestPlan.First("One"), TestPlan.Then("Two", 0));
        await using (TestHost host = await TestHost.StartAsync(database.ConnectionString, [plan]))
        {
            WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: TestContext.Current.CancellationToken);
            await run.GetResultAsync(TestContext.Current.CancellationToken);
        }

        await Invariants.AssertAsync(database);
        await database.ExecuteAsync("alter table perdure.execution_steps disable trigger user");
        await database.ExecuteAsync(sabotage);

        (await Invariants.FindViolationsAsync(database)).ShouldContain(violation => violation.StartsWith($"Not so: {rule}", StringComparison.Ordinal));
    }
}
