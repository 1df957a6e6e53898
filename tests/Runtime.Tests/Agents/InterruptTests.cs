using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Agents;

/// <summary>An agent that asks back, and whose step waits for the answer.</summary>
public sealed class InterruptTests(MigratedServer server) : RemoteAgentTest(server)
{
    private const string Boolean = "%7B%22type%22%3A%22boolean%22%7D";

    [Fact]
    public async Task ItsStepWaitsWhileNobodyHoldsTheRunAndGoesOnInTheSameAttempt()
    {
        await using RemoteSide side = Approving();
        WorkflowPlan<string, string> plan = Plan("asks", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await Database.ScalarAsync<string>("select s.status || ' ' || s.waits_for || ' ' || (e.holder is null) || ' ' || (select count(*) from perdure.ready) from perdure.execution_steps s, perdure.executions e"))
            .ShouldBe("WAITING signal approve true 0");
        AgentQuestion question = (await run.GetQuestionsAsync(Token)).ShouldHaveSingleItem();
        (question.StepId, question.Agent, question.Signal, question.AnswerBy).ShouldBe(("Ask", "wire", "approve", null));
        question.Asked.ShouldBe(new AgentInterrupt("q1", "confirmation") { Message = "Publish?", Payload = """{"topic":"birds"}""", ResponseSchema = """{"type":"boolean"}""" });
        (await Database.ScalarAsync<string>("select signal || ' ' || interrupt_id || ' ' || message || ' ' || (payload ->> 'topic') from perdure.agent_questions")).ShouldBe("approve q1 Publish? birds");

        (await run.SignalAsync(Approve, true, Token)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("told true");
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 1/0");
        (await EventsAsync(run.Id, "AGENT%")).ShouldBe("AGENT_INVOKED Ask/1, AGENT_STARTED Ask/1, AGENT_INTERRUPTED Ask/1, AGENT_RESUMED Ask/1, AGENT_STARTED Ask/1, AGENT_RESPONSE Ask/1");
        (await EventsAsync(run.Id, "STEP_STARTED")).ShouldBe("STEP_STARTED Ask/1");
        side.Log.ShouldBe(["start 1/0", "start 1/1"]);
        side.Turns[1].Answers.ShouldBe(["true"]);
        (await run.GetQuestionsAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAnswerThatIsNotWhatIsAskedIsRefusedAndTheWaitGoesOn()
    {
        await using RemoteSide side = Approving();
        WorkflowPlan<string, string> plan = Plan("refuses", new StepPlan("Ask")
        {
            Agent = "wire",
            Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
            Output = TestPlan.Text,
            Interrupt = new InterruptPlan("approve", PayloadType.Of<System.Text.Json.JsonElement>()),
        });
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await Database.ScalarAsync<bool>("select perdure.signal($1, 'approve', '\"maybe\"')", run.Id)).ShouldBeTrue();
        await Perdure.Tests.Wait.UntilAsync(async () => await SaidAsync(run.Id, EventTypes.AgentAnswerRefused, "reason") == "$: expected boolean, found \"maybe\"");
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<bool>("select perdure.signal($1, 'approve', 'false')", run.Id)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("told false");
        side.Log.ShouldBe(["start 1/0", "start 1/1"]);
    }

    [Fact]
    public async Task AnAnswerFromSqlHasToBeReadableAsTheType()
    {
        await using RemoteSide side = Approving(schema: "");
        WorkflowPlan<string, string> plan = Plan("typed", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        await Database.ExecuteAsync("select perdure.signal($1, 'approve', '\"yes\"')", run.Id);
        await Perdure.Tests.Wait.UntilAsync(async () => (await SaidAsync(run.Id, EventTypes.AgentAnswerRefused, "reason")).StartsWith("The answer to agent 'wire' cannot be read as 'System.Boolean'", StringComparison.Ordinal));
        await Database.ExecuteAsync("select perdure.signal($1, 'approve', 'true')", run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("told true");
    }

    [Fact]
    public async Task SeveralQuestionsAreAnsweredInTheirOrderAndSentOnce()
    {
        await using var side = new RemoteSide(static turn => turn.Turn == 0 ? ["ask q1 First", "ask q2 Second", "interrupted"] : [$"completed {string.Join(',', turn.Answers)}"]);
        WorkflowPlan<string, string> plan = Plan("several", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        await run.SignalAsync(Approve, true, Token);
        await Perdure.Tests.Wait.UntilAsync(async () => (await run.GetQuestionsAsync(Token)).Select(question => question.Asked.Message).SequenceEqual(["Second"]));
        await WaitForStatusAsync(run.Id, "WAITING");
        await run.SignalAsync(Approve, false, Token);

        (await run.GetResultAsync(Token)).ShouldBe("true,false");
        side.Log.ShouldBe(["start 1/0", "start 1/1"]);
    }

    [Fact]
    public async Task ASecondApprovalOfAQuestionDoesNotAnswerTheNextOne()
    {
        await using var side = new RemoteSide(static turn => turn.Turn switch
        {
            0 => ["ask q1 First", "interrupted"],
            1 => ["hold between", "ask q1 Second", "interrupted"],
            _ => [$"completed {turn.Answers[0]}"],
        });
        WorkflowPlan<string, string> plan = Plan("twice", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");
        AgentQuestion first = (await run.GetQuestionsAsync(Token)).Single();
        await run.SignalAsync(Approve, true, Token);
        await side.WaitUntilHeldAsync("between");

        await run.SignalAsync(Approve, true, Token);
        side.Release("between");

        await Perdure.Tests.Wait.UntilAsync(async () => await SaidAsync(run.Id, EventTypes.AgentAnswerRefused, "reason") == "it was sent for an earlier question, before this one was asked");
        await WaitForStatusAsync(run.Id, "WAITING");
        AgentQuestion second = (await run.GetQuestionsAsync(Token)).Single();
        (second.Asked.Message, second.Id == first.Id).ShouldBe(("Second", false));
        (await run.AnswerAsync(first, Approve, true, Token)).ShouldBeFalse();

        (await run.AnswerAsync(second, Approve, false, Token)).ShouldBeTrue();
        (await run.GetResultAsync(Token)).ShouldBe("false");
    }

    [Fact]
    public async Task AnAnswerThatNamesAQuestionWhichHasClosedOnItsWayIsRefused()
    {
        await using var side = new RemoteSide(static turn => turn.Turn < 2 ? [$"ask q1 Number{turn.Turn}", "interrupted"] : [$"completed {turn.Answers[0]}"]);
        WorkflowPlan<string, string> plan = Plan("closed", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");
        string first = (await run.GetQuestionsAsync(Token)).Single().Id;

        await Database.ExecuteAsync("select perdure.answer($1, $2, 'true'), perdure.answer($1, $2, 'true')", run.Id, first);

        await Perdure.Tests.Wait.UntilAsync(async () => await SaidAsync(run.Id, EventTypes.AgentAnswerRefused, "question") == first);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await run.GetQuestionsAsync(Token)).Single().Asked.Message.ShouldBe("Number1");
        await Database.ExecuteAsync("select perdure.answer($1, (select question_id from perdure.agent_questions), 'false')", run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("false");
    }

    [Fact]
    public async Task AnAnswerThatComesBeforeItIsAskedForIsKept()
    {
        await using RemoteSide side = Approving(before: "hold asking");
        WorkflowPlan<string, string> plan = Plan("early", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await side.WaitUntilHeldAsync("asking");

        await run.SignalAsync(Approve, true, Token);
        side.Release("asking");

        (await run.GetResultAsync(Token)).ShouldBe("told true");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task WhoeverHasWaitedAsLongAsItMayFailsAndTheRemoteWorkIsStopped()
    {
        await using RemoteSide side = Approving();
        WorkflowPlan<string, string> plan = Plan("late", Asking(timeout: TimeSpan.FromDays(7)));
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await run.GetQuestionsAsync(Token)).Single().AnswerBy.ShouldNotBeNull();

        await MakeDueAsync(run.Id);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        (error.Type, error.Message).ShouldBe((typeof(TimeoutException).FullName, "Signal 'approve' did not answer agent 'wire' of step 'Ask' within 7.00:00:00"));
        side.Log.ShouldBe(["start 1/0", "stop run-1"]);
        (await EventsAsync(run.Id)).ShouldEndWith("SIGNAL_TIMED_OUT Ask/1, STEP_FAILED Ask/1, AGENT_STOPPED Ask/1, EXECUTION_FAILED, LOCK_RELEASED");
    }

    [Fact]
    public async Task ACancelledRunThatWaitsForAnAnswerHasTheRemoteWorkStopped()
    {
        await using RemoteSide side = Approving();
        WorkflowPlan<string, string> plan = Plan("cancelled", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        await run.CancelAsync(cancellationToken: Token);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
        side.Log.ShouldBe(["start 1/0", "stop run-1"]);
        (await WorkAsync(run.Id)).ShouldBe("Ask ENDED 1/0 run-1");
    }

    [Fact]
    public async Task ItemsAreAnsweredInTheOrderInWhichTheyAsked()
    {
        await using var side = new RemoteSide(static turn => turn.Turn > 0 ? [$"completed {turn.Input[^1]}:{turn.Answers[0]}"] : turn.Input.EndsWith('a') ? ["hold a", "ask qa A", "interrupted"] : ["ask qb B", "interrupted"]);
        var items = PayloadType.Of<string[]>();
        var map = new WorkflowPlan<string[], string[]>("items", 1, new ItemRunner())
        {
            Input = items,
            Output = items,
            Steps =
            [
                new StepPlan("Ask")
                {
                    Agent = "wire",
                    Inputs = [new StepInput("texts", WorkflowPlan.InputProducer)],
                    Output = TestPlan.Text,
                    Map = new MapPlan(WorkflowPlan.InputProducer),
                    Interrupt = new InterruptPlan("approve", PayloadType.Of<bool>()),
                },
            ],
            Result = 0,
        };
        TestHost host = await StartRemoteAsync(map);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(map, [$"{side.Port}|a", $"{side.Port}|b"], cancellationToken: Token);
        await Perdure.Tests.Wait.UntilAsync(async () => (await run.GetQuestionsAsync(Token)).Count == 1);
        side.Release("a");
        await Perdure.Tests.Wait.UntilAsync(async () => (await run.GetQuestionsAsync(Token)).Count == 2);
        (await run.GetQuestionsAsync(Token)).Select(question => question.Item).ShouldBe([2, 1]);

        await run.SignalAsync(Approve, false, Token);
        await run.SignalAsync(Approve, true, Token);

        (await run.GetResultAsync(Token)).ShouldBe(["a:true", "b:false"]);
        side.Started.ShouldBe(4);
    }

    [Fact]
    public async Task WhatIsAskedAndAnsweredIsEncodedAsPayloadsAre()
    {
        await using RemoteSide side = Approving();
        WorkflowPlan<string, string> plan = Plan("encoded", Asking());
        using var codec = new AesGcmCodec("key", new Dictionary<string, byte[]> { ["key"] = new byte[32] });
        TestHost host = await StartAsync(plan, WireAgent.All, build: perdure => perdure.EncodePayloadsWith(codec));
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await Database.ScalarAsync<string>("select state_codec || ' ' || interrupts_codec || ' ' || (interrupts::text like '%Publish%') || ' ' || (state::text like '%signed%') from perdure.agent_work")).ShouldBe("aes-gcm aes-gcm false false");
        (await run.GetQuestionsAsync(Token)).Single().Asked.Message.ShouldBe("Publish?");
        (await Database.ScalarAsync<string>("select signal || ' ' || (message is null) from perdure.agent_questions")).ShouldBe("approve true");
        await run.SignalAsync(Approve, true, Token);

        (await run.GetResultAsync(Token)).ShouldBe("told true");
        (await Database.ScalarAsync<string>("select answers -> 0 ->> 'codec' from perdure.agent_work")).ShouldBe("aes-gcm");
    }

    private static RemoteSide Approving(string schema = $" {Boolean}", string? before = null) => new(turn =>
        turn.Turn > 0 ? [$"completed told%20{turn.Answers[0]}"] : before is null ? [$"ask q1 Publish%3F{schema}", "interrupted"] : [before, $"ask q1 Publish%3F{schema}", "interrupted"]);

    private sealed class ItemRunner : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call) =>
            await call.InvokeAgentAsync<WireAgent, string, string>(call.Read<string>(WorkflowPlan.ItemProducer, TestPlan.Text)).ConfigureAwait(false);
    }
}
