using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What a worker finds and does not understand concerns one run, and none of the others that it drives.</summary>
public sealed class ForeignRowTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunWithAStepStatusOfANewerVersionIsHandedBackAndTheOthersGoOn()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "foreign",
            static (step, call) => step == 1 && call.Context.Attempt == 1 ? throw new IOException("once") : new(call.Take()),
            TestPlan.First("One"),
            TestPlan.First("Two", new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await Database.ExecuteAsync("alter table perdure.execution_steps drop constraint execution_steps_status_known");
        await Database.ExecuteAsync("update perdure.execution_steps set status = 'PONDERING', due_at = null where execution_id = $1 and step_id = 'Two'", run.Id);
        await MakeDueAsync(run.Id);
        await Perdure.Tests.Wait.UntilAsync(async () => (await EventsAsync(run.Id, "EXECUTION_WAITING")).Contains("EXECUTION_WAITING, EXECUTION_WAITING", StringComparison.Ordinal));

        string reason = await Database.ScalarAsync<string>("select payload ->> 'reason' from perdure.execution_events where execution_id = $1 and event_type = 'EXECUTION_WAITING' order by seq desc limit 1", run.Id);
        reason.ShouldBe("Step 'Two' of the run has a status that this version does not know: a newer worker wrote it, so let one go on with it, or upgrade this one");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where dead")).ShouldBe(0);
        await Database.ExecuteAsync("update perdure.execution_steps set status = 'WAITING', due_at = perdure.now() where execution_id = $1 and step_id = 'Two'", run.Id);
        await MakeDueAsync(run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task AQueueThatIsNamedTwiceIsOneQueue()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("twice", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);

        // As binding a configuration section does, which adds to what is there.
        await StartAsync([plan], options => options.Queues.Add("default"));

        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers")).ShouldBe(1, "it did not begin anew");
    }
}
