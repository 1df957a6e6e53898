using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>The invariants themselves: each finds what it is there for, or the tests that end with them would prove nothing.</summary>
public sealed class InvariantsTests(MigratedServer server)
{
    [Theory]
    [InlineData("the events of a run are numbered", "delete from perdure.execution_journal where seq = (select min(seq) from perdure.execution_journal)")]
    [InlineData("the events of a run are numbered", "update perdure.execution_journal set seq = seq - 1 where batch = 2")]
    [InlineData("a run has one event that ends it", "update perdure.executions set status = 'CANCELLED', output = null")]
    [InlineData("a step has one STEP_COMPLETED", "update perdure.execution_journal set events = (select json_agg(case when e ->> 'type' = 'STEP_COMPLETED' and e ->> 'step' = 'One' then '{\"type\":\"EXECUTION_RESUMED\"}'::json else e end) from json_array_elements(events) e)")]
    [InlineData("a step has one STEP_COMPLETED", "delete from perdure.execution_steps where step_id = 'One'")]
    [InlineData("a step's attempts are its starts", "update perdure.execution_steps set attempt = 2, status = 'FAILED', output = null, error = '{}' where step_id = 'One'")]
    [InlineData("what is said of an attempt is said after its start", "update perdure.execution_journal set events = (select json_agg(case when e ->> 'type' = 'STEP_STARTED' and e ->> 'step' = 'One' then '{\"type\":\"EXECUTION_RESUMED\"}'::json else e end) from json_array_elements(events) e)")]
    [InlineData("an unfinished run is held", "update perdure.executions set status = 'RUNNING', output = null, finished_at = null")]
    [InlineData("an ended run has no step that runs or waits", "update perdure.execution_steps set status = 'FAILED', output = null, error = '{}' where step_id = 'One'")]
    [InlineData("an ended run has no message", "insert into perdure.messages (execution_id, kind) select id, 'CANCEL' from perdure.executions")]
    [InlineData("no event is without its run", "delete from perdure.lanes")]
    [InlineData("the batches of a lane", "delete from perdure.execution_journal where batch = 1")]
    [InlineData("the snapshot of a run", "update perdure.execution_journal set state = '{\"succeeded\":1,\"failed\":0,\"cancelled\":0}'")]
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
        await database.ExecuteAsync("alter table perdure.execution_steps disable trigger user; alter table perdure.execution_journal disable trigger user");
        await database.ExecuteAsync(sabotage);

        (await Invariants.FindViolationsAsync(database)).ShouldContain(violation => violation.StartsWith($"Not so: {rule}", StringComparison.Ordinal));
    }
}
