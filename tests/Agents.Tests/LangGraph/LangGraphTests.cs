using System.Text.Json;
using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.LangGraph;

/// <summary>What is LangGraph's own.</summary>
public sealed class LangGraphTests(LangGraphServer server) : IClassFixture<LangGraphServer>
{
    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    [Fact]
    public async Task AFailedTryGoesOnFromItsCheckpointInTheNext()
    {
        server.Require();
        AgentCallId call = NewCall();
        var first = await Desk.Scenario(server.Url, new DeskInput("fail", FailTimes: 1)).Probe.RunAsync(call);
        first.Error.Message.ShouldBe("scripted failure 1");

        var second = await Desk.Scenario(server.Url, new DeskInput("fail", FailTimes: 1)).Probe.RunAsync(call with { Try = 2 });

        second.Answer.ShouldBe(new DeskResult("recovered"));
        JsonElement runs = await Desk.GetAsync(server.Url, $"threads/{second.Handle.Conversation}/runs");
        runs.EnumerateArray().Count(static run => run.GetProperty("kwargs").TryGetProperty("input", out JsonElement input) && input.ValueKind == JsonValueKind.Object).ShouldBe(1);
    }

    [Fact]
    public async Task ATryThatFailedBehindAnAnswerKeepsTheAnswer()
    {
        server.Require();
        AgentCallId call = NewCall();
        var input = new DeskInput("review", "fish");
        var asked = await Desk.Scenario(server.Url, input).Probe.RunAsync(call);

        // The next try finds the question still open, and asks it again.
        var again = await Desk.Scenario(server.Url, input).Probe.RunAsync(call with { Try = 2 });

        again.Questions[0].ShouldBe(asked.Questions[0]);
        again.Handle.Conversation.ShouldBe(asked.Handle.Conversation);
    }

    [Fact]
    public async Task NodesAndNothingElseAreProgress()
    {
        server.Require();

        var told = await Desk.Scenario(server.Url, new DeskInput("auto", "birds")).Probe.RunAsync(NewCall());

        told.Where(static one => one.Kind == "Progress").Select(static one => one.Text).ShouldBe(["write", "publish"]);
    }

    [Fact]
    public async Task AQuestionSaysWhatTheGraphSays()
    {
        server.Require();

        AgentInterrupt question = (await Desk.Scenario(server.Url, new DeskInput("review", "fish")).Probe.RunAsync(NewCall())).Questions[0];

        question.Kind.ShouldBe("interrupt");
        question.Message.ShouldBe("Publish this draft?");
        JsonElement.Parse(question.Payload!).GetProperty("draft").GetString().ShouldBe("Draft about fish");
        question.ResponseSchema.ShouldBeNull();
    }

    [Fact]
    public async Task RunsBearWhatTheyAreFor()
    {
        server.Require();
        AgentCallId call = NewCall();

        var told = await Desk.Scenario(server.Url, new DeskInput("auto", "birds")).Probe.RunAsync(call);

        told.Handle.Conversation.ShouldBe(call.ConversationId(ConversationScope.Step).ToString());
        JsonElement metadata = (await Desk.GetAsync(server.Url, $"threads/{told.Handle.Conversation}/runs/{told.Handle.Run}")).GetProperty("metadata");
        metadata.GetProperty("perdure_operation").GetString().ShouldBe(call.OperationId().ToString());
        metadata.GetProperty("perdure_execution").GetString().ShouldBe(call.ExecutionId.ToString());
        metadata.GetProperty("perdure_step").GetString().ShouldBe("draft");
        metadata.GetProperty("perdure_try").GetString().ShouldBe("1");
        metadata.GetProperty("perdure_turn").GetString().ShouldBe("0");
    }

    [Fact]
    public async Task AThreadAtOtherWorkIsBusy()
    {
        server.Require();
        var attribute = new LangGraphAgentAttribute("desk") { OutputField = "result", Scope = ConversationScope.Execution };
        AgentCallId call = NewCall();
        await using var running = Desk.Connect<DeskResult>(server.Url, attribute).RunAsync(new AgentRequest<DeskInput>(call, new DeskInput("slow", DelayMs: 20_000)), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await running.MoveNextAsync()).ShouldBeTrue();

        var told = await Scenario.Of(Desk.Connect<DeskResult>(server.Url, attribute), new DeskInput("auto")).Probe.RunAsync(call with { StepId = "other" });

        told.Error.Kind.ShouldBe(AgentErrorKind.Busy);
        told.Error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task ARunIsReadFromWhereItCameToWhoeverWentOnInItsThread()
    {
        server.Require();
        var attribute = new LangGraphAgentAttribute("desk") { OutputField = "result", Scope = ConversationScope.Execution };
        AgentCallId call = NewCall();
        var first = await Scenario.Of(Desk.Connect<DeskResult>(server.Url, attribute), new DeskInput("auto", "one")).Probe.RunAsync(call);
        await Scenario.Of(Desk.Connect<DeskResult>(server.Url, attribute), new DeskInput("auto", "two")).Probe.RunAsync(call with { StepId = "other" });

        var again = await Scenario.Of(Desk.Connect<DeskResult>(server.Url, attribute), new DeskInput("auto", "one")).Probe.RunAsync(call, first.Handle);

        again.Answer.ShouldBe(new DeskResult("published", "Draft about one"));
    }

    [Fact]
    public async Task ARunThatTheServerForgotIsAmbiguous()
    {
        server.Require();
        AgentCallId call = NewCall();
        var handle = new AgentHandle("langgraph", call.ConversationId(ConversationScope.Step).ToString(), Turn: 0) { Run = Guid.CreateVersion7().ToString() };

        (await Desk.Scenario(server.Url, new DeskInput("auto")).Probe.RunAsync(call, handle)).Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
    }

    [Fact]
    public async Task WorkOfAnotherRuntimeIsAmbiguous()
    {
        server.Require();

        AgentError error = (await Desk.Scenario(server.Url, new DeskInput("auto")).Probe.RunAsync(NewCall(), new AgentHandle("adk", "session", Turn: 0))).Error;

        error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        error.Message.ShouldContain("'adk'");
    }

    [Fact]
    public async Task AStreamThatBreaksTellsOfEachWordOnce()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("POST", "/runs/stream", new Fault.CutAfterText("\"content\":\"big \""));
        proxy.Next("GET", "/stream", new Fault.CutAfterText("event: messages"));

        var told = await Desk.Scenario(proxy.Url, new DeskInput("chat", "big wide world")).Probe.RunAsync(NewCall());

        told.Words.ShouldBe("echo: big wide world");
        told.Answer.ShouldBe(new DeskResult("answered", "echo: big wide world"));
        proxy.Heard.Count(static request => request.Method == "GET" && request.Path.EndsWith("/stream", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task AStreamThatCannotBeJoinedIsReadOnWithTheTurnThatIsSentAgain()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("POST", "/runs/stream", new Fault.CutAfterText("\"write\""));
        proxy.Next("GET", "/stream", Fault.Unavailable(1));
        AgentCallId call = NewCall();

        var first = await Desk.Scenario(proxy.Url, new DeskInput("auto", "birds")).Probe.RunAsync(call);
        var second = await Desk.Scenario(proxy.Url, new DeskInput("auto", "birds")).Probe.RunAsync(call, first.Handle);

        first.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        first.Error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        second.Answer.ShouldBe(new DeskResult("published", "Draft about birds"));
        (await Desk.CountRunsAsync(server.Url, first.Handle)).ShouldBe(1);
    }

    [Fact]
    public async Task AFieldTakesTheInput()
    {
        server.Require();
        var agent = AgentHost.Connect<LangGraphAgentAttribute, string, string>(
            perdure => perdure.AddLangGraph(options => options.Endpoint(endpoint => endpoint.Url = server.Url)),
            new LangGraphAgentAttribute("desk") { InputField = "topic", OutputField = "draft" },
            DeskJson.Default);

        (await Scenario.Of(agent, "birds").Probe.RunAsync(NewCall())).Answer.ShouldBe("Draft about birds");
    }

    [Fact]
    public async Task ATextIsThatOfTheLastMessage()
    {
        server.Require();
        var agent = Desk.Connect<string>(server.Url, new LangGraphAgentAttribute("desk"));

        (await Scenario.Of(agent, new DeskInput("chat", "big world")).Probe.RunAsync(NewCall())).Answer.ShouldBe("echo: big world");
    }

    [Fact]
    public async Task AStateWithoutAMessageIsAMismatch()
    {
        server.Require();
        var agent = Desk.Connect<string>(server.Url, new LangGraphAgentAttribute("desk"));

        AgentError error = (await Scenario.Of(agent, new DeskInput("auto")).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        error.Message.ShouldContain("$.messages");
    }

    [Fact]
    public async Task AStreamThatIsSilentForTooLongIsJoinedAgain()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        Scenario scenario = Desk.Scenario(proxy.Url, new DeskInput("slow", DelayMs: 1_500), new DeskResult("slept"), static endpoint => endpoint.SilenceTimeout = TimeSpan.FromSeconds(1));

        (await scenario.Probe.RunAsync(NewCall())).Answer.ShouldBe(scenario.Expected);

        proxy.Heard.ShouldContain(static request => request.Method == "GET" && request.Path.EndsWith("/stream", StringComparison.Ordinal));
    }
}
