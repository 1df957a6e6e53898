using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Agents;

/// <summary>A step whose agent is at work somewhere else.</summary>
public sealed class RemoteAgentTests(MigratedServer server) : RemoteAgentTest(server)
{
    [Fact]
    public async Task ItsWorkIsKnownBeforeAnythingMoreIsReadAndItsEventsComeInOrder()
    {
        await using var side = new RemoteSide(static _ => ["hold start", "delta he", "delta llo", "progress draft done", "usage parrot 12 3", "completed hello"]);
        WorkflowPlan<string, string> plan = Plan("plain", Declared());
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await Perdure.Tests.Wait.UntilAsync(async () => await WorkAsync(run.Id) == "Ask AT_WORK 1/0 run-1");
        side.Release("start");

        (await run.GetResultAsync(Token)).ShouldBe("hello");
        (await EventsAsync(run.Id, "%A%T%")).ShouldContain("STEP_STARTED Ask/1, AGENT_INVOKED Ask/1, AGENT_STARTED Ask/1");
        (await EventsAsync(run.Id, "AGENT%")).ShouldBe("AGENT_INVOKED Ask/1, AGENT_STARTED Ask/1, AGENT_PROGRESS Ask/1, AGENT_RESPONSE Ask/1");
        (await SaidAsync(run.Id, EventTypes.AgentStarted, "run")).ShouldBe("run-1");
        (await SaidAsync(run.Id, EventTypes.AgentProgress, "node")).ShouldBe("draft");
        (await SaidAsync(run.Id, EventTypes.AgentResponse, "model")).ShouldBe("parrot");
        (await SaidAsync(run.Id, EventTypes.AgentResponse, "input_tokens")).ShouldBe("12");
        (await SaidAsync(run.Id, EventTypes.AgentResponse, "duration")).ShouldNotBeEmpty();
        (await Database.ScalarAsync<string>("select status || ' ' || model || ' ' || output_tokens from perdure.agent_work")).ShouldBe("ENDED parrot 3");
        (await ReadAsync(run)).ShouldBe("delta he, delta llo, progress draft done");
        side.Started.ShouldBe(1);
    }

    [Fact]
    public async Task ATurnThatTheRuntimeCannotTakeIsSentAgainAndIsNoFailure()
    {
        var asked = 0;
        await using var side = new RemoteSide(_ => Interlocked.Increment(ref asked) < 3 ? ["quiet", "failed Throttled slow%20down 0.01"] : ["completed done"]);
        WorkflowPlan<string, string> plan = Plan("throttled", Declared());
        TestHost host = await StartAsync(plan, AgentAbilities.None, static options => options.Agents.ResendDelay = TimeSpan.FromMilliseconds(1));

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        (await run.GetResultAsync(Token)).ShouldBe("done");
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 3/0");
        side.Log.ShouldBe(["start 1/0", "start 1/0", "start 1/0"]);
        (await EventsAsync(run.Id, "AGENT_FAILED")).ShouldBe("AGENT_FAILED Ask/1, AGENT_FAILED Ask/2");
        (await SaidAsync(run.Id, EventTypes.AgentFailed, "kind")).ShouldBe("Throttled, Throttled");
        (await SaidAsync(run.Id, EventTypes.StepRetryScheduled, "reason")).ShouldBe("agent 'wire': Throttled: slow down, agent 'wire': Throttled: slow down");
    }

    [Fact]
    public async Task ARuntimeIsLeftAloneForAsLongAsItAsksAndNobodyHoldsTheRunMeanwhile()
    {
        await using var side = new RemoteSide(static turn => ["quiet", "failed Unavailable down 3600"]);
        WorkflowPlan<string, string> plan = Plan("rest", Declared());
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await Database.ScalarAsync<bool>("select due_at > perdure.now() + interval '59 minutes' and due_at < perdure.now() + interval '73 minutes' from perdure.execution_steps")).ShouldBeTrue();
        (await Database.ScalarAsync<bool>("select holder is null from perdure.executions")).ShouldBeTrue();
        (await StepsAsync(run.Id)).ShouldBe("Ask WAITING 1/0");
    }

    [Fact]
    public async Task WhatCannotBeTakenTooOftenFailsTheTryAndTheRetryPolicyDecides()
    {
        await using var side = new RemoteSide(static turn => turn.Try == 1 ? ["quiet", "failed Busy busy"] : ["completed second"]);
        WorkflowPlan<string, string> plan = Plan("exhausted", Declared("Ask", new RetryPolicy(2)));
        TestHost host = await StartAsync(plan, AgentAbilities.None, static options => (options.Agents.ResendDelay, options.Agents.MaxSends) = (TimeSpan.FromMilliseconds(1), 2));

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        (await run.GetResultAsync(Token)).ShouldBe("second");
        side.Log.ShouldBe(["start 1/0", "start 1/0", "start 2/0"]);
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 3/1");
    }

    [Fact]
    public async Task WhatWasSentAndCannotBeReadOnIsAmbiguousAndItsWorkIsStoppedBeforeItIsTriedAnew()
    {
        await using var side = new RemoteSide(static turn => turn.Try == 1 ? ["failed Unavailable gone"] : ["completed second"]);
        WorkflowPlan<string, string> careful = Plan("doubt", Declared("Ask", new RetryPolicy(5), notIdempotent: true));
        TestHost host = await StartRemoteAsync(careful, static options => (options.Agents.ResendDelay, options.Agents.MaxSends) = (TimeSpan.FromMilliseconds(1), 2));

        WorkflowHandle<string> run = await AskAsync(host, careful, side);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Kind.ShouldBe("Ambiguous");
        error.Message.ShouldContain("may have done it");
        side.Log.ShouldBe(["start 1/0", "read"]);
        await StopAsync(host);

        await using var other = new RemoteSide(static turn => turn.Try == 1 ? ["failed Unavailable gone"] : ["completed second"]);
        WorkflowPlan<string, string> plan = Plan("doubt-again", Declared());
        TestHost next = await StartRemoteAsync(plan, static options => (options.Agents.ResendDelay, options.Agents.MaxSends) = (TimeSpan.FromMilliseconds(1), 2));
        (await (await AskAsync(next, plan, other)).GetResultAsync(Token)).ShouldBe("second");
        other.Log.ShouldBe(["start 1/0", "read", "stop run-1", "start 2/0"]);
    }

    [Fact]
    public async Task AnAgentThatRanAndFailedIsTriedAnewByThePolicyUnderOtherIds()
    {
        await using var side = new RemoteSide(static turn => turn.Try == 1 ? ["failed AgentFault broken"] : ["completed mended"]);
        WorkflowPlan<string, string> plan = Plan("faulty", Declared("Ask", new RetryPolicy(2)));
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        (await run.GetResultAsync(Token)).ShouldBe("mended");
        side.Log.ShouldBe(["start 1/0", "start 2/0"]);
        side.Turns.Select(turn => turn.Operation).Distinct().Count().ShouldBe(2);
        (await WorkAsync(run.Id)).ShouldBe("Ask ENDED 2/0 run-2");
    }

    [Fact]
    public async Task WhatAnotherTryCannotHelpIsNotTriedAgainWhateverThePolicySays()
    {
        await using var side = new RemoteSide(static _ => ["quiet", "failed Unauthorized no%20entry"]);
        WorkflowPlan<string, string> plan = Plan("refused", Declared("Ask", new RetryPolicy(5)));
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        (error.Kind, error.Code, error.Message).ShouldBe(("Unauthorized", "E1", "Agent 'wire': no entry"));
        side.Started.ShouldBe(1);
    }

    [Fact]
    public async Task WhatNobodyKnowsIsTriedAnewWithoutAPolicyButNotForEver()
    {
        await using var side = new RemoteSide(static turn => turn.Try < 3 ? ["drop"] : ["completed third"]);
        WorkflowPlan<string, string> plan = Plan("ambiguous", Declared());
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        (await run.GetResultAsync(Token)).ShouldBe("third");
        side.Log.ShouldBe(["start 1/0", "stop run-1", "start 2/0", "stop run-2", "start 3/0"]);
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 3/0");

        await using var never = new RemoteSide(static _ => ["drop"]);
        WorkflowHandle<string> lost = await AskAsync(host, plan, never);
        (await Should.ThrowAsync<WorkflowFailedException>(async () => await lost.GetResultAsync(Token))).Error.Message.ShouldContain("it came to that in 6 tries");
        never.Started.ShouldBe(6);
    }

    [Fact]
    public async Task WhatMayHarmIsLeftToAPersonWhereNobodyKnowsAndGoesOnWhenTheyRetryIt()
    {
        await using var side = new RemoteSide(static turn => turn.Try == 1 ? ["drop"] : ["completed again"]);
        WorkflowPlan<string, string> plan = Plan("harmful", Declared("Ask", new RetryPolicy(5), notIdempotent: true));
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Kind.ShouldBe("Ambiguous");
        error.Message.ShouldContain($"perdure.retry('{run.Id}')");
        side.Started.ShouldBe(1);

        (await host.Client.RetryAsync(run.Id, Token)).ShouldBeTrue();
        (await run.GetResultAsync(Token)).ShouldBe("again");
        side.Log.ShouldBe(["start 1/0", "start 2/0"]);
    }

    [Fact]
    public async Task AnAgentThatAsksWhereNobodyAnswersFailsWithTheMendAndIsStopped()
    {
        await using var side = new RemoteSide(static _ => ["ask q1 Publish%3F", "interrupted"]);
        WorkflowPlan<string, string> plan = Plan("mute", Declared("Ask", new RetryPolicy(5)));
        TestHost host = await StartRemoteAsync(plan);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldContain("write [OnInterrupt<TAnswer>] on it");
        side.Log.ShouldBe(["start 1/0", "stop run-1"]);
        (await SaidAsync(run.Id, EventTypes.AgentStopped, "outcome")).ShouldBe("stopped");
    }

    [Fact]
    public async Task ACodeStepCallsItUnderIdsOfTheirOwnAndIsToldWhereItAsks()
    {
        await using var side = new RemoteSide(static turn => turn.Call == 3 ? ["ask q1 Publish%3F", "interrupted"] : [$"completed {turn.Call}"]);
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "code",
            static async (_, call) =>
            {
                WireAgent agent = call.GetAgent<WireAgent>();
                string told = await call.Context.InvokeAsync(agent, call.Take()) + await call.Context.InvokeAsync(agent, call.Take());
                return call.Take().EndsWith("asks", StringComparison.Ordinal) ? await call.Context.InvokeAsync(agent, call.Take()) : told;
            },
            TestPlan.First("One"));
        TestHost host = await StartRemoteAsync(plan);

        (await (await AskAsync(host, plan, side)).GetResultAsync(Token)).ShouldBe("12");
        WorkflowHandle<string> asks = await AskAsync(host, plan, side, "asks");

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await asks.GetResultAsync(Token))).Error.Message.ShouldContain("in the place of the call in step 'One'");
    }

    [Fact]
    public async Task ProgressLeavesSoManyEventsAtMostAndTheStreamHasAll()
    {
        await using var side = new RemoteSide(static _ => [.. Enumerable.Range(1, 5).Select(static number => $"progress node{number} done"), "completed done"]);
        WorkflowPlan<string, string> plan = Plan("chatty", Declared());
        TestHost host = await StartRemoteAsync(plan, static options => options.Agents.MaxProgressEvents = 2);

        WorkflowHandle<string> run = await AskAsync(host, plan, side);

        await run.GetResultAsync(Token);
        (await SaidAsync(run.Id, EventTypes.AgentProgress, "node")).ShouldBe("node1, node2");
        (await ReadAsync(run)).ShouldEndWith("progress node5 done");
    }

    private async Task<string> ReadAsync(WorkflowHandle<string> run)
    {
        List<string> items = [];
        await foreach (StreamItem<AgentStreamItem> item in run.StreamAsync(typeInfo: AgentStreamJson.Default.AgentStreamItem, cancellationToken: Token))
            items.Add(item.Value is AgentDelta delta ? $"delta {delta.Text}" : item.Value is AgentProgress progress ? $"progress {progress.Node} {progress.Kind}" : "?");
        return string.Join(", ", items);
    }
}
