using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;
using static Perdure.Runtime.Tests.Support.DecidingPlan;

namespace Perdure.Runtime.Tests.Conditions;

public sealed class ConditionTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunWakesToTheVerdictThatWasRecordedAndNotToANewOne()
    {
        var asked = 0;
        WorkflowPlan<string, string> plan = Of(
            "changes-its-mind",
            static (step, call) => step == 0 && call.Context.Attempt == 1 ? throw new InvalidOperationException("later") : new(step < 3 ? call.Context.StepId : call.Take(call.Has(1) ? 1 : 2)),
            (_, _) => Interlocked.Increment(ref asked) == 1,
            [OfInput("Decide")],
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }),
            TestPlan.Then("Yes", 0).If(When(0)),
            TestPlan.Then("No", 0).If(Unless(0)),
            new StepPlan("End") { Inputs = [new StepInput("text", 1) { Producers = [1, 2] }], Output = TestPlan.Text });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<string>("select state ->> 'verdicts' from perdure.execution_state")).ShouldBe("""{"Decide": true}""");

        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("Yes");
        asked.ShouldBe(1);
        (await StepsAsync(run.Id)).ShouldBe("End SUCCESS 1/0, No SKIPPED 0/0, One SUCCESS 2/1, Yes SUCCESS 1/0");
        (await EventsAsync(run.Id, "STEP_SKIPPED")).ShouldBe("STEP_SKIPPED No/0");
        (await Database.ScalarAsync<string>("select from_step || ' ' || (value #>> '{}') from perdure.execution_step_inputs where step_id = 'End'")).ShouldBe("Yes Yes");
    }

    [Fact]
    public async Task APredicateThatThrowsFailsTheRunByItsName()
    {
        WorkflowPlan<string, string> plan = Of(
            "throws", static (_, call) => new(call.Take()), static (_, _) => throw new FormatException("no number"), [OfInput("Decide")], TestPlan.First("One").If(When(0)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (failure.Error.Type, failure.Error.Message).ShouldBe((typeof(FormatException).FullName, "Predicate 'Decide' threw: no number"));
        (await StepsAsync(run.Id)).ShouldBe("");
    }

    [Fact]
    public async Task ACancelReachesARunWhosePredicateDoesNotCome()
    {
        using var gate = new ManualResetEventSlim();
        WorkflowPlan<string, string> plan = Of(
            "hangs",
            static (_, call) => new(call.Take()),
            (_, _) =>
            {
                gate.Wait(Token);
                return true;
            },
            [OfInput("Decide")],
            TestPlan.First("One").If(When(0)));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where holder is not null") == 1);

        await host.Client.CancelAsync(run.Id, Token);

        await WaitForStatusAsync(run.Id, "CANCELLED");
        gate.Set();
    }

    [Fact]
    public async Task ARunWhoseStepsAreAllSkippedSucceedsWithNull()
    {
        WorkflowPlan<string, string> plan = Of(
            "nothing", static (_, call) => new(call.Take()), static (_, _) => false, [OfInput("Decide")], TestPlan.First("One").If(When(0)), TestPlan.Then("Two", 0));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBeNull();
        (await StepsAsync(run.Id)).ShouldBe("One SKIPPED 0/0, Two SKIPPED 0/0");
        (await Database.ScalarAsync<string>("select state::text from perdure.execution_state")).ShouldContain("\"skipped\": 2");
    }
}
