using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Waiting;

/// <summary>A timer before a step.</summary>
public sealed class DelayTests(MigratedServer server) : EngineTest(server)
{
    private static readonly WorkflowPlan<string, string> Delayed = TestPlan.Of("delayed", static (_, call) => new(call.Take()), Later("Late"));

    [Fact]
    public async Task ADelayedRunIsParkedUntilItIsDue()
    {
        TestHost host = await StartAsync(Delayed);

        WorkflowHandle<string> run = await host.Client.StartAsync(Delayed, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await StandsAsync(run.Id)).ShouldBe("free, WAITING 0, 60 minutes, 60 minutes");
        await MakeDueAsync(run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("a");
        (await EventsAsync(run.Id, "STEP%")).ShouldBe("STEP_WAITING Late/0, STEP_STARTED Late/1, STEP_COMPLETED Late/1");
    }

    [Fact]
    public async Task WhoTakesItUpEarlyDoesNotBeginTheDelayAnew()
    {
        TestHost host = await StartAsync(Delayed);
        WorkflowHandle<string> run = await host.Client.StartAsync(Delayed, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await Database.ExecuteAsync("update perdure.execution_steps set due_at = due_at - interval '20 minutes' where execution_id = $1", run.Id);

        await Database.ExecuteAsync("update perdure.ready set due = perdure.now() where execution_id = $1", run.Id);
        await Wait.UntilAsync(async () => (await EventsAsync(run.Id, "EXECUTION_WAITING")) == "EXECUTION_WAITING, EXECUTION_WAITING");

        (await StandsAsync(run.Id)).ShouldBe("free, WAITING 0, 40 minutes, 40 minutes");
        await run.CancelAsync(Token);
        await WaitForStatusAsync(run.Id, "CANCELLED");
        (await EventsAsync(run.Id, "STEP%")).ShouldBe("STEP_WAITING Late/0, STEP_CANCELLED Late/0");
    }

    [Fact]
    public void AStepThatWasLostIsNotDelayedAgain()
    {
        var run = new RunScenario(lastSeq: 5, takenOverFrom: Guid.CreateVersion7(), Later("Late"));
        run.Restore("Late", StepStatus.Running);

        run.Begin().Started().ShouldBe("Late/2");
    }

    private static StepPlan Later(string id) => new(id) { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Delay = TimeSpan.FromHours(1) };

    /// <summary>Who holds a run, where its step stands, and when step and run are due.</summary>
    private Task<string> StandsAsync(Guid run) => Database.ScalarAsync<string>(
        """
        select concat_ws(', ', case when e.holder is null then 'free' else 'held' end, s.status || ' ' || s.attempt,
          round(extract(epoch from s.due_at - perdure.now()) / 60) || ' minutes', round(extract(epoch from r.due - perdure.now()) / 60) || ' minutes')
        from perdure.executions e
        join perdure.execution_steps s on s.execution_id = e.id
        join perdure.ready r on r.execution_id = e.id
        where e.id = $1
        """,
        run);
}
