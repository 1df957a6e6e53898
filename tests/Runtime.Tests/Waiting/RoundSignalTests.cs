using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Waiting;

/// <summary>Messages from outside that a repeated step takes, one in each round.</summary>
public sealed class RoundSignalTests(MigratedServer server) : EngineTest(server)
{
    private static readonly SignalDefinition<string> Said = new("said", TestPlan.Text);

    [Fact]
    public async Task EachRoundWaitsForASignalOfItsOwn()
    {
        WorkflowPlan<string, string> plan = Talk("talk", new SignalPlan("said", "said"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await RowsAsync(run.Id)).ShouldBe("0 WAITING its rounds, 1 WAITING signal said");

        await run.SignalAsync(Said, "a", Token);
        await Wait.UntilAsync(async () => (await RowsAsync(run.Id)) == "0 WAITING its rounds, 1 SUCCESS, 2 WAITING signal said");
        await WaitForStatusAsync(run.Id, "WAITING");
        foreach (string value in new[] { "b", ".", "never taken" }) await run.SignalAsync(Said, value, Token);

        (await run.GetResultAsync(Token)).ShouldBe("ab.");
        (await RowsAsync(run.Id)).ShouldBe("0 SUCCESS, 1 SUCCESS, 2 SUCCESS, 3 SUCCESS");
        (await EventsAsync(run.Id, "S%")).ShouldStartWith("STEP_STARTED Talk/1, STEP_WAITING Talk/0, SIGNAL_RECEIVED Talk/0, STEP_STARTED Talk/1, STEP_COMPLETED Talk/1, STEP_WAITING Talk/0");
        (await Database.ScalarAsync<string>("select string_agg(input -> 'said' ->> 'value', '' order by round) from perdure.execution_steps where execution_id = $1 and round > 0", run.Id)).ShouldBe("ab.");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task EachAttemptOfARoundTakesTheSameSignal()
    {
        WorkflowPlan<string, string> plan = Talk("retried", new SignalPlan("said", "said"), call => call.Context is { Round: 2, Attempt: 1 } ? throw new IOException("not yet") : null);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "", cancellationToken: Token);
        foreach (string value in new[] { "a", "b", "." }) await run.SignalAsync(Said, value, Token);

        (await run.GetResultAsync(Token)).ShouldBe("ab.");
    }

    [Fact]
    public async Task ARoundWhoseSignalDoesNotComeInTimeGoesOnWithoutOrFailsTheStep()
    {
        WorkflowPlan<string, string> optional = Talk("optional", new SignalPlan("said", "said") { Timeout = TimeSpan.FromMilliseconds(20), IsOptional = true });
        WorkflowPlan<string, string> required = Talk("required", new SignalPlan("said", "said") { Timeout = TimeSpan.FromMilliseconds(20) });
        TestHost host = await StartAsync(optional, required);

        WorkflowHandle<string> first = await host.Client.StartAsync(optional, "", cancellationToken: Token);
        WorkflowHandle<string> second = await host.Client.StartAsync(required, "", cancellationToken: Token);

        (await first.GetResultAsync(Token)).ShouldBe(".");
        (await Should.ThrowAsync<WorkflowFailedException>(async () => await second.GetResultAsync(Token))).Error.Message.ShouldContain("Signal 'said' did not come to step 'Talk' within");
        (await RowsAsync(second.Id)).ShouldBe("0 FAILED, 1 FAILED");
    }

    [Fact]
    public async Task ARunThatWaitsInARoundIsCancelled()
    {
        WorkflowPlan<string, string> plan = Talk("cancelled", new SignalPlan("said", "said"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await run.CancelAsync(Token);

        await WaitForStatusAsync(run.Id, "CANCELLED");
        (await RowsAsync(run.Id)).ShouldBe("0 CANCELLED, 1 CANCELLED");
    }

    /// <summary>A loop that appends what it is told, until that is a full stop.</summary>
    private static WorkflowPlan<string, string> Talk(string name, SignalPlan signal, Func<StepCall, string?>? look = null)
    {
        var loop = new RepeatPlan(WorkflowPlan.InputProducer);
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            name,
            call => new(look?.Invoke(call) ?? call.Round() + (call.Has(WorkflowPlan.SignalProducer) ? call.Take(WorkflowPlan.SignalProducer) : ".")),
            static text => text.EndsWith('.'),
            loop);
        return new WorkflowPlan<string, string>(name, 1, plan.Runner)
        {
            Input = TestPlan.Text,
            Output = TestPlan.Text,
            Result = 0,
            Steps = [new StepPlan("Talk") { Inputs = plan.Steps[0].Inputs, Output = TestPlan.Text, Repeat = loop, Signal = signal, Retry = new RetryPolicy(2) }],
        };
    }

    private Task<string> RowsAsync(Guid run) => Database.ScalarAsync<string>(
        "select coalesce(string_agg(concat_ws(' ', round, status, waits_for), ', ' order by round), '') from perdure.execution_steps where execution_id = $1", run);
}
