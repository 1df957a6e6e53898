using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Agents;

/// <summary>Letting go of remote work and stopping it are two things.</summary>
public sealed class LetGoAndStopTests(MigratedServer server) : RemoteAgentTest(server)
{
    [Fact]
    public async Task AWorkerThatShutsDownLetsGoAndTheNextOneReadsOn()
    {
        await using var side = new RemoteSide(static _ => ["delta a", "hold mid", "completed done"]);
        WorkflowPlan<string, string> plan = Plan("handed-over", Declared());
        TestHost first = await StartRemoteAsync(plan, static options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await AskAsync(first, plan, side);
        await UntilKnownAsync(run.Id);
        await StopAsync(first);

        TestHost next = await StartRemoteAsync(plan);
        await Wait.UntilAsync(() => side.Log.Contains("read"));
        side.Release("mid");

        (await next.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("done");
        side.Log.ShouldBe(["start 1/0", "held mid", "read"]);
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 2/0");
        (await EventsAsync(run.Id, "AGENT_STARTED")).ShouldBe("AGENT_STARTED Ask/1");
    }

    [Fact]
    public async Task CallsThatCodeMakesInAnotherOrderTheNextTimeFindEachItsOwnWork()
    {
        await using var side = new RemoteSide(static turn => [$"hold {turn.Input.Split('/')[1]}", $"completed {turn.Input.Split('/')[1]}"]);
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "in-any-order",
            static async (_, call) =>
            {
                WireAgent agent = call.GetAgent<WireAgent>();
                string[] words = call.Context.Attempt == 1 ? ["left", "right"] : ["right", "left"];
                List<Task<string>> asked = [];
                foreach (string word in words) asked.Add(call.Context.InvokeAsync(agent, $"{call.Take()}/{word}").AsTask());
                string[] answers = await Task.WhenAll(asked);
                return string.Join(", ", words.Zip(answers, static (word, answer) => $"{word}: {answer}").Order());
            },
            TestPlan.First("Ask"));
        TestHost first = await StartRemoteAsync(plan, static options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await AskAsync(first, plan, side);
        await side.WaitUntilHeldAsync("left");
        await side.WaitUntilHeldAsync("right");
        await StopAsync(first);

        TestHost next = await StartRemoteAsync(plan);
        await Wait.UntilAsync(() => side.Log.Count(line => line == "again") == 2);
        side.Release("left");
        side.Release("right");

        (await next.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("left: left, right: right");
        side.Started.ShouldBe(2);
    }

    [Theory]
    [InlineData("stopped", "stopped")]
    [InlineData("no", "cannot")]
    [InlineData("hang", "failed")]
    public async Task ACancelledRunHasItsRemoteWorkStoppedAndEndsWhateverTheRemoteSideSays(string says, string outcome)
    {
        await using var side = new RemoteSide(static _ => ["hold mid"]) { OnStop = says };
        WorkflowPlan<string, string> plan = Plan("cancelled", Declared());
        TestHost host = await StartRemoteAsync(plan, options => options.Agents.StopTimeout = says == "hang" ? TimeSpan.FromSeconds(1) : options.Agents.StopTimeout);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await UntilKnownAsync(run.Id);

        await run.CancelAsync(cancellationToken: Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        side.Log.ShouldBe(["start 1/0", "held mid", "stop run-1"]);
        (await SaidAsync(run.Id, EventTypes.AgentStopped, "outcome")).ShouldBe(outcome);
        (await EventsAsync(run.Id)).ShouldEndWith("STEP_CANCELLED Ask/1, AGENT_STOPPED Ask/1, EXECUTION_CANCELLED, LOCK_RELEASED");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAttemptOutOfTimeStopsItsWorkAndTheNextTryBeginsAnew(bool silent)
    {
        await using var side = new RemoteSide(static turn => turn.Try == 1 ? ["hold mid"] : ["completed second"]);
        var limit = TimeSpan.FromSeconds(2);
        WorkflowPlan<string, string> plan = Plan("out-of-time", Declared("Ask", new RetryPolicy(2), timeout: silent ? null : limit, heartbeat: silent ? limit : null));
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        (await run.GetResultAsync(Token)).ShouldBe("second");
        side.Log.ShouldBe(["start 1/0", "held mid", "stop run-1", "start 2/0"]);
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 2/1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatMayHaveBeenSentIsSentAgainUnlessItDoesHarmTwice(bool harms)
    {
        var sent = 0;
        await using var side = new RemoteSide(_ => Interlocked.Increment(ref sent) == 1 ? ["quiet", "hold sent"] : ["completed again"]);
        WorkflowPlan<string, string> plan = Plan("uncertain", Declared("Ask", new RetryPolicy(3), notIdempotent: harms));
        const AgentAbilities Few = AgentAbilities.Stream;
        TestHost first = await StartAsync(plan, Few, static options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await AskAsync(first, plan, side);
        await side.WaitUntilHeldAsync("sent");
        await StopAsync(first);

        TestHost next = await StartAsync(plan, Few);
        WorkflowHandle<string> taken = next.Client.GetHandle(plan, run.Id);

        if (!harms)
        {
            (await taken.GetResultAsync(Token)).ShouldBe("again");
            return;
        }

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await taken.GetResultAsync(Token))).Error;
        (error.Kind, side.Started).ShouldBe(("Ambiguous", 1));
        (await next.Client.RetryAsync(run.Id, Token)).ShouldBeTrue();
        (await taken.GetResultAsync(Token)).ShouldBe("again");
    }

    [Fact]
    public async Task WhereAHandleIsToldOfBeforeTheSendingNothingWasSentWithoutOne()
    {
        var sent = 0;
        await using var side = new RemoteSide(_ => Interlocked.Increment(ref sent) == 1 ? ["quiet", "hold sent"] : ["completed again"]);
        WorkflowPlan<string, string> plan = Plan("tells-before", Declared("Ask", RetryPolicy.None, notIdempotent: true));
        const AgentAbilities Few = AgentAbilities.TellsBeforeSending;
        TestHost first = await StartAsync(plan, Few, static options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await AskAsync(first, plan, side);
        await side.WaitUntilHeldAsync("sent");
        await StopAsync(first);

        TestHost next = await StartAsync(plan, Few);

        (await next.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("again");
        side.Log.ShouldBe(["start 1/0", "held sent", "start 1/0"]);
    }

    [Fact]
    public async Task WhatAnAgentTellsIsAHeartbeat()
    {
        await using var side = new RemoteSide(static _ => ["hold one", "delta a", "hold two", "completed done"]);
        WorkflowPlan<string, string> plan = Plan("beats", Declared("Ask", RetryPolicy.None, heartbeat: TimeSpan.FromSeconds(4)));
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await side.WaitUntilHeldAsync("one");
        long began = TimeProvider.System.GetTimestamp();

        // Longer than one silence may be, in two halves.
        await Wait.UntilAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(2.2));
        side.Release("one");
        await Wait.UntilAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(4.4));
        side.Release("two");

        (await run.GetResultAsync(Token)).ShouldBe("done");
    }

    [Fact]
    public async Task WhereASiblingFailsTheRunWhatWaitsForAnAnswerIsStopped()
    {
        await using var side = new RemoteSide(static turn => turn.Input.EndsWith("bad", StringComparison.Ordinal) ? ["quiet", "failed Rejected no"] : ["ask q1 Publish%3F", "interrupted"]);
        var gate = new Perdure.Runtime.Tests.Engine.Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "sibling",
            async (step, call) =>
            {
                if (step == 0) return await call.InvokeAgentAsync<WireAgent, string, string>(call.Take());
                await gate.EnterAsync("Other", call.CancellationToken);
                throw new IOException("broken");
            },
            Asking(),
            TestPlan.First("Other"));
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await Wait.UntilAsync(async () => await WorkAsync(run.Id) == "Ask ASKING 1/0 run-1");

        gate.Open();

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldBe("broken");
        side.Log.ShouldBe(["start 1/0", "stop run-1"]);
        (await StepsAsync(run.Id)).ShouldBe("Ask CANCELLED 1/0, Other FAILED 1/1");
    }

    [Fact]
    public async Task ATerminatedRunSaysThatItsWorkHasEndedForUs()
    {
        await using var side = new RemoteSide(static _ => ["ask q1 Publish%3F", "interrupted"]);
        WorkflowPlan<string, string> plan = Plan("terminated", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await host.Client.TerminateAsync(run.Id, "enough", Token)).ShouldBeTrue();

        (await WorkAsync(run.Id)).ShouldBe("Ask ENDED 1/0 run-1");
        side.Log.ShouldBe(["start 1/0"]);
    }

    private Task UntilKnownAsync(Guid run) => Wait.UntilAsync(async () => await WorkAsync(run) == "Ask AT_WORK 1/0 run-1", description: "it is known where the work is");
}
