using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Agents;

/// <summary>Steps of remote agents that are repeated, limited, queued, paused or written as code.</summary>
public sealed class RemoteStepKindsTests(MigratedServer server) : RemoteAgentTest(server)
{
    [Fact]
    public async Task EachRoundOfARepeatedStepAsksForItself()
    {
        await using var side = new RemoteSide(static turn => turn.Turn == 0 ? ["ask q1 Go%3F", "interrupted"] : [$"completed {turn.Input}+{turn.Answers[0]}"]);
        var plan = new WorkflowPlan<string, string>("rounds", 1, new RoundRunner())
        {
            Input = TestPlan.Text,
            Output = TestPlan.Text,
            Steps =
            [
                new StepPlan("Ask")
                {
                    Agent = "wire",
                    Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
                    Output = TestPlan.Text,
                    Repeat = new RepeatPlan(WorkflowPlan.InputProducer) { Max = 2, AtMax = RepeatEnd.TakeLast },
                    Interrupt = new InterruptPlan("approve", PayloadType.Of<bool>()),
                },
            ],
            Result = 0,
        };
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await Wait.UntilAsync(async () => (await run.GetQuestionsAsync(Token)).Select(question => question.Round).SequenceEqual([1]));
        await run.SignalAsync(Approve, true, Token);
        await Wait.UntilAsync(async () => (await run.GetQuestionsAsync(Token)).Select(question => question.Round).SequenceEqual([2]));
        await WaitForStatusAsync(run.Id, "WAITING");
        await StopAsync(host);

        TestHost next = await StartRemoteAsync(plan);
        await next.Client.SignalAsync(run.Id, Approve, false, Token);

        (await next.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe($"{side.Port}|text+true+false");
        side.Started.ShouldBe(4);
    }

    [Fact]
    public async Task WhatIsOutOfTimeAltogetherWhileItWaitsFailsOfThatAndIsStopped()
    {
        await using var side = new RemoteSide(static _ => ["ask q1 Go%3F", "interrupted"]);
        WorkflowPlan<string, string> plan = Plan("total", new StepPlan("Ask")
        {
            Agent = "wire",
            Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
            Output = TestPlan.Text,
            TotalTimeout = TimeSpan.FromHours(1),
            Interrupt = new InterruptPlan("approve", PayloadType.Of<bool>()) { Timeout = TimeSpan.FromDays(1) },
        });
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<bool>("select due_at < perdure.now() + interval '61 minutes' from perdure.execution_steps")).ShouldBeTrue();

        await Database.ExecuteAsync("update perdure.execution_steps set ends_by = perdure.now()");
        await MakeDueAsync(run.Id);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldContain("did not succeed within 01:00:00");
        side.Log.ShouldBe(["start 1/0", "stop run-1"]);
    }

    [Fact]
    public async Task WhileAStepWaitsForAnAnswerAnotherHasItsSlotAndItGoesOnWithOneOfItsOwn()
    {
        await using var side = new RemoteSide(static turn => turn is { Turn: 0, Input: var input } && input.EndsWith("asks", StringComparison.Ordinal) ? ["ask q1 Go%3F", "interrupted"] : ["completed done"]);
        WorkflowPlan<string, string> plan = Plan("queued", new StepPlan("Ask")
        {
            Agent = "wire",
            Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
            Output = TestPlan.Text,
            Queue = new OnQueuePlan("gpu"),
            Interrupt = new InterruptPlan("approve", PayloadType.Of<bool>()),
        });
        TestHost host = await StartAsync(plan, WireAgent.All, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        WorkflowHandle<string> asks = await AskAsync(host, plan, side, "asks");
        await Wait.UntilAsync(async () => (await asks.GetQuestionsAsync(Token)).Count == 1);

        (await (await AskAsync(host, plan, side)).GetResultAsync(Token)).ShouldBe("done");
        await asks.SignalAsync(Approve, true, Token);

        (await asks.GetResultAsync(Token)).ShouldBe("done");
        (await EventsAsync(asks.Id, "STEP_STARTED")).ShouldBe("STEP_STARTED Ask/1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.queue_slots")).ShouldBe(0);
    }

    [Fact]
    public async Task APausedRunTakesItsAnswerWhenItGoesOn()
    {
        await using var side = new RemoteSide(static turn => turn.Turn == 0 ? ["ask q1 Go%3F", "interrupted"] : ["completed done"]);
        WorkflowPlan<string, string> plan = Plan("paused", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");
        await host.Client.PauseAsync(run.Id, Token);
        await WaitForStatusAsync(run.Id, "PAUSED");

        await run.SignalAsync(Approve, true, Token);
        await WaitForStatusAsync(run.Id, "PAUSED");
        await host.Client.ResumeAsync(run.Id, Token);

        (await run.GetResultAsync(Token)).ShouldBe("done");
        side.Log.ShouldBe(["start 1/0", "start 1/1"]);
    }

    [Fact]
    public async Task WorkThatCodeHasBegunIsStoppedWhereItsRunIsCancelledAndNeverAskedForAgain()
    {
        await using var side = new RemoteSide(static turn => turn.Try == 1 ? ["hold mid"] : ["completed anew"]);
        WorkflowPlan<string, string> plan = TestPlan.Of("code", static async (_, call) => await call.Context.InvokeAsync(call.GetAgent<WireAgent>(), call.Take()), TestPlan.First("One"));
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await side.WaitUntilHeldAsync("mid");
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "One RUNNING 1/0");

        await run.CancelAsync(cancellationToken: Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        side.Log.ShouldBe(["start 1/0", "held mid", "stop run-1"]);
        await host.Client.RetryAsync(run.Id, Token);
        (await run.GetResultAsync(Token)).ShouldBe("anew");
        side.Log[^1].ShouldBe("start 2/0");
    }

    [Fact]
    public async Task ACodeStepThatFailsIsTriedUnderOtherIdsAlsoWhenItIsRetriedByHand()
    {
        await using var side = new RemoteSide(static turn => turn.Try < 3 ? ["failed AgentFault broken"] : ["completed third"]);
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "by-hand", static async (_, call) => await call.Context.InvokeAsync(call.GetAgent<WireAgent>(), call.Take()), TestPlan.First("One", new RetryPolicy(2)));
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        await host.Client.RetryAsync(run.Id, Token);

        (await run.GetResultAsync(Token)).ShouldBe("third");
        side.Log.ShouldBe(["start 1/0", "start 2/0", "start 3/0"]);
    }

    [Fact]
    public async Task WhoIsAtWorkForARunThatIsTerminatedStopsIt()
    {
        await using var side = new RemoteSide(static _ => ["hold mid"]);
        WorkflowPlan<string, string> plan = Plan("terminated", Declared());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await Wait.UntilAsync(async () => await WorkAsync(run.Id) == "Ask AT_WORK 1/0 run-1");

        (await host.Client.TerminateAsync(run.Id, "enough", Token)).ShouldBeTrue();

        await Wait.UntilAsync(() => side.Log.Contains("stop run-1"), description: "it is stopped");
        (await WorkAsync(run.Id)).ShouldBe("Ask ENDED 1/0 run-1");
    }

    private sealed class RoundRunner : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call) =>
            await call.InvokeAgentAsync<WireAgent, string, string>(call.Read<string>(WorkflowPlan.RoundProducer, TestPlan.Text)).ConfigureAwait(false);

        public override bool IsDone(int step, StepCall call) => false;
    }
}
