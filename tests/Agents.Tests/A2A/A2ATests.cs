using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.A2A;

/// <summary>What is A2A's own.</summary>
public sealed class A2ATests(A2AServer server) : IClassFixture<A2AServer>
{
    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    private Uri Server
    {
        get
        {
            server.Require();
            return server.Url;
        }
    }

    [Fact]
    public async Task AMessageIsAnAnswerAsWell() =>
        (await Scripted.Scenario<string>(Server, "message hello").Probe.RunAsync(NewCall())).Answer.ShouldBe("echo: hello");

    [Fact]
    public async Task WhatIsSentIsToldOfBeforeItLeaves()
    {
        var told = await Scripted.Scenario<string>(Server, "hello").Probe.RunAsync(NewCall());

        told[0].Handle.ShouldBe(told.Handle with { Run = null });
        told[1].Kind.ShouldBe("Started");
        told.Handle.Run.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Own", "in no task")]
    [InlineData("ZeroThree", "0.3")]
    public async Task WhatWasPerhapsSentAndIsNotFoundIsAmbiguous(string card, string because)
    {
        AgentCallId call = NewCall();
        var sent = new AgentHandle("a2a", call.ConversationId(ConversationScope.Try).ToString(), Turn: 0);

        var told = await Scripted.Scenario<string>(Server, "hello", card: Enum.Parse<Card>(card)).Probe.RunAsync(call, sent);

        told.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous, because);
        told.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatWasRefusedWasNotSentAndIsSentAgain()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "message/stream", Fault.Unavailable(1));
        AgentCallId call = NewCall();
        var refused = await Scripted.Scenario<string>(proxy.Url, "hello", card: Card.ZeroThree).Probe.RunAsync(call);

        var told = await Scripted.Scenario<string>(proxy.Url, "hello", card: Card.ZeroThree).Probe.RunAsync(call, refused.Committed);

        refused.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        told.Answer.ShouldBe("echo: hello");
        (await Scripted.CountMessagesAsync(Server, told.Handle)).ShouldBe(1);
    }

    [Fact]
    public async Task AnAnswerThatWasSentAndLostIsFoundInTheTask()
    {
        Scenario scenario = Scripted.Scenario<Decision>(Server, "approve birds", card: Card.ZeroThree);
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);
        var answer = new AgentAnswer(asked.Questions[0], """{"approved":true}""");
        await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, answer);

        var again = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, answer);

        again.Answer.ShouldBe(new Decision("published"));
        (await Scripted.CountMessagesAsync(Server, again.Handle)).ShouldBe(2);
    }

    [Fact]
    public async Task AQuestionBearsItsWordsAndItsData()
    {
        AgentInterrupt question = (await Scripted.Scenario<Decision>(Server, "approve birds").Probe.RunAsync(NewCall())).Questions[0];

        question.Kind.ShouldBe("input-required");
        question.Message.ShouldBe("Publish?");
        question.Payload.ShouldBe("""{"kind":"approval","question":"Publish?","topic":"birds"}""");
    }

    [Theory]
    [InlineData("reject", AgentErrorKind.Rejected, "rejected", "scripted rejection")]
    [InlineData("throw", AgentErrorKind.AgentFault, "failed", "scripted throw")]
    public async Task ATasksEndSaysWhatWentWrong(string input, AgentErrorKind kind, string code, string words)
    {
        AgentError error = (await Scripted.Scenario<string>(Server, input).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(kind);
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(words);
    }

    [Fact]
    public async Task TheHostIsTheConfigurationsAndThePathTheCards()
    {
        await using var proxy = new FaultProxy(Server);

        await Scripted.Scenario<string>(proxy.Url, "hello").Probe.RunAsync(NewCall());

        proxy.Heard.Select(static request => request.Path).ShouldBe(["/.well-known/agent-card.json", "/a2a/jsonrpc", "/a2a/jsonrpc"]);
    }

    [Fact]
    public async Task ACardIsFollowedWhereTheConfigurationSaysSo()
    {
        await using var proxy = new FaultProxy(Server);

        var told = await Scripted.Scenario<string>(proxy.Url, "hello", configure: static endpoint => endpoint.FollowCard = true).Probe.RunAsync(NewCall());

        told.Answer.ShouldBe("echo: hello");
        proxy.Heard.Select(static request => request.Path).ShouldBe(["/.well-known/agent-card.json"]);
    }

    [Fact]
    public async Task ACardWithNothingThatIsSpokenIsToldOf()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("GET", "agent-card.json", new Fault.Answer(200, """{"name":"odd","supportedInterfaces":[{"url":"/x","protocolBinding":"GRPC","protocolVersion":"1.0"}]}"""));

        AgentError error = (await Scripted.Scenario<string>(proxy.Url, "hello").Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.InvalidRequest);
        error.Message.ShouldContain("odd");
    }

    [Theory]
    [InlineData("""{"kind":"task","id":"t","status":{"state":"completed"},"artifacts":[{"artifactId":"a","parts":[{"kind":"file","file":{"name":"x.pdf","mimeType":"application/pdf","bytes":"AA=="}}]}]}""", "'x.pdf', application/pdf")]
    [InlineData("""{"kind":"task","id":"t","status":{"state":"completed"},"artifacts":[{"artifactId":"a","parts":[{"kind":"data","data":{}}]}]}""", "a data part was found")]
    public async Task AnAnswerThatIsNoTextIsRefusedInWords(string task, string words)
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "message/stream", new Fault.Answer(200, $$"""{"jsonrpc":"2.0","id":1,"result":{{task}} }"""));

        AgentError error = (await Scripted.Scenario<string>(proxy.Url, "hello", card: Card.ZeroThree).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        error.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData(-32001, AgentErrorKind.NotFound)]
    [InlineData(-32602, AgentErrorKind.InvalidRequest)]
    [InlineData(-32603, AgentErrorKind.AgentFault)]
    [InlineData(-32009, AgentErrorKind.InvalidRequest)]
    [InlineData(17, AgentErrorKind.AgentFault)]
    public async Task AnErrorMeansWhatItsCodeSays(int code, AgentErrorKind kind)
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "message/stream", new Fault.Answer(200, $$"""{"jsonrpc":"2.0","id":1,"error":{"message":"no","code":{{code}} } }"""));

        AgentError error = (await Scripted.Scenario<string>(proxy.Url, "hello", card: Card.ZeroThree).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(kind);
        error.Code.ShouldBe(code.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>Strands and ADK behind the protocol: plain calls, and nothing that looks like one and is none.</summary>
public sealed class A2AOfOthersTests(StrandsServer strands, AdkServer adk) : IClassFixture<StrandsServer>, IClassFixture<AdkServer>
{
    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    [Fact]
    public async Task AStrandsAgentAnswers()
    {
        strands.Require();

        var told = await Scripted.Scenario<string>(new Uri(strands.Url, "/a2a"), "big world").Probe.RunAsync(NewCall());

        told.Answer.ShouldBe("echo: big world");
        told.Words.ShouldBe("echo: big world");
    }

    [Fact]
    public async Task AQuestionOfAStrandsAgentIsNotTakenForItsAnswer()
    {
        strands.Require();

        AgentError error = (await Scripted.Scenario<string>(new Uri(strands.Url, "/a2a"), "publish birds").Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.Rejected);
        error.Message.ShouldContain("'approval'");
        error.Message.ShouldContain("[StrandsAgent]");
    }

    [Fact]
    public async Task AnAdkAgentAnswersAndSaysWhatItTook()
    {
        adk.Require();

        var told = await Scripted.Scenario<string>(new Uri(adk.Url, "/a2a/desk"), "big world").Probe.RunAsync(NewCall());

        told.Answer.ShouldBe("desk: big world");
        told.Words.ShouldBe("desk: big world");
        told[^1].Usage.ShouldNotBeNull().OutputTokens.ShouldBe(2);
    }
}
