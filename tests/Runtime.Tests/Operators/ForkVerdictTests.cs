using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;
using static Perdure.Runtime.Tests.Support.DecidingPlan;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>What becomes of verdicts in a run that begins with the results of another.</summary>
public sealed class ForkVerdictTests(MigratedServer server) : EngineTest(server)
{
    private int asked;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AVerdictOverWhatIsCopiedIsCopied(bool isBySql)
    {
        TestHost host = await StartAsync(Plan());
        WorkflowHandle<string> run = await host.Client.StartAsync(Plan(), "x", cancellationToken: Token);
        (await run.GetResultAsync(Token)).ShouldBe("Yes");

        WorkflowHandle<string> fork = await ForkAsync(host, run, "Yes", isBySql);
        (await fork.GetResultAsync(Token)).ShouldBe("Yes");
        WorkflowHandle<string> again = await ForkAsync(host, fork, "Yes", isBySql);
        (await again.GetResultAsync(Token)).ShouldBe("Yes");

        asked.ShouldBe(1);
        foreach (WorkflowHandle<string> one in new[] { fork, again })
        {
            (await StepsAsync(one.Id)).ShouldBe("End SUCCESS 1/0, No SKIPPED 0/0, One SUCCESS 0/0, Yes SUCCESS 1/0");
        }

        (await EventsAsync(fork.Id)).ShouldStartWith("EXECUTION_CREATED, STEP_SKIPPED, STEP_COPIED One/0, PREDICATE_EVALUATED, LOCK_ACQUIRED");
        (await Database.ScalarAsync<string>("select payload::jsonb::text from perdure.execution_events where execution_id = $1 and event_type = 'PREDICATE_EVALUATED'", fork.Id))
            .ShouldBe($$"""{"from": "{{run.Id}}", "verdict": "true", "predicate": "IsOpen"}""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AVerdictOverWhatRunsAnewIsAskedAnew(bool isBySql)
    {
        TestHost host = await StartAsync(Plan());
        WorkflowHandle<string> run = await host.Client.StartAsync(Plan(), "x", cancellationToken: Token);
        (await run.GetResultAsync(Token)).ShouldBe("Yes");

        WorkflowHandle<string> fork = await ForkAsync(host, run, "One", isBySql);

        (await fork.GetResultAsync(Token)).ShouldBe("No");
        asked.ShouldBe(2);
    }

    private async Task<WorkflowHandle<string>> ForkAsync(TestHost host, WorkflowHandle<string> run, string step, bool isBySql) => isBySql
        ? host.Client.GetHandle(Plan(), await Database.ScalarAsync<Guid>("select perdure.fork($1, $2)", run.Id, step))
        : await run.ForkAsync(step, cancellationToken: Token);

    /// <summary>Its predicate says yes once, and no from then on: as one that looks at the time.</summary>
    private WorkflowPlan<string, string> Plan() => Of(
        "opens",
        static (step, call) => new(step < 3 ? call.Context.StepId : call.Take(call.Has(1) ? 1 : 2)),
        (_, _) => Interlocked.Increment(ref asked) == 1,
        [Over("IsOpen", 0)],
        TestPlan.First("One"),
        TestPlan.Then("Yes", 0).If(When(0)),
        TestPlan.Then("No", 0).If(Unless(0)),
        new StepPlan("End") { Inputs = [new StepInput("text", 1) { Producers = [1, 2] }], Output = TestPlan.Text, Level = 2 });
}
