using System.Net;
using Microsoft.Extensions.AI;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.Chat;

public sealed class ChatTests
{
    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    private static ToolApprovalRequestContent Question => new("r1", new FunctionCallContent("c1", "publish", new Dictionary<string, object?> { ["topic"] = "birds" }));

    [Fact]
    public async Task ATextIsToldOfWordByWord()
    {
        var told = await ScriptedChat.Probe<string>(ScriptedChat.Saying("big ", "world")).RunAsync(NewCall());

        told.Answer.ShouldBe("big world");
        told.Words.ShouldBe("big world");
        told.Handle.Turn.ShouldBe(0);
    }

    [Fact]
    public async Task TheModelIsToldWhatTheClassSays()
    {
        var client = ScriptedChat.Saying("yes");
        var attribute = new ChatAgentAttribute { Client = "fast", Instructions = "Be short.", Model = "m1", MaxTokens = 7, Temperature = 0.5 };

        await ScriptedChat.Probe<string>(client, "why?", attribute).RunAsync(NewCall());

        (IReadOnlyList<ChatMessage> messages, ChatOptions? options) = client.Asked.Single();
        messages.Select(static message => (message.Role, message.Text)).ShouldBe([(ChatRole.System, "Be short."), (ChatRole.User, "why?")]);
        (options!.ModelId, options.MaxOutputTokens, options.Temperature, options.ResponseFormat).ShouldBe(("m1", 7, 0.5f, null));
    }

    [Fact]
    public async Task ATypedAnswerIsAskedForByItsSchema()
    {
        var client = ScriptedChat.Saying("""{"topic":"birds","good":true}""");

        var told = await ScriptedChat.Probe<Verdict>(client).RunAsync(NewCall());

        told.Answer.ShouldBe(new Verdict("birds", Good: true));
        var format = client.Asked.Single().Options!.ResponseFormat.ShouldBeOfType<ChatResponseFormatJson>();
        format.SchemaName.ShouldBe("Verdict");
        format.Schema!.Value.GetProperty("properties").GetProperty("good").GetProperty("type").GetString().ShouldBe("boolean");
        format.Schema.Value.GetProperty("required").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["topic", "good"]);
    }

    [Fact]
    public async Task WhatIsNoObjectIsWrappedInOne()
    {
        var client = ScriptedChat.Saying("""{"value":["a","b"]}""");

        var told = await ScriptedChat.Probe<IReadOnlyList<string>>(client).RunAsync(NewCall());

        ((IReadOnlyList<string>)told.Answer!).ShouldBe(["a", "b"]);
        ((ChatResponseFormatJson)client.Asked.Single().Options!.ResponseFormat!).Schema!.Value.GetProperty("properties").GetProperty("value").GetProperty("type").GetString().ShouldBe("array");
    }

    [Fact]
    public async Task AnAnswerThatDoesNotFitNamesPathExpectedAndFound()
    {
        AgentError error = (await ScriptedChat.Probe<Verdict>(ScriptedChat.Saying("""{"topic":"birds","good":"very"}""")).RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        error.Message.ShouldContain("at $.good ");
    }

    [Fact]
    public async Task WhatItTookIsKnownWithItsModel()
    {
        var client = new ScriptedChat(_ => [new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("yes"), new UsageContent(new UsageDetails { InputTokenCount = 3, OutputTokenCount = 4 })]) { ModelId = "m2" }]);

        (await ScriptedChat.Probe<string>(client).RunAsync(NewCall()))[^1].Usage.ShouldBe(new AgentUsage("m2", 3, 4));
    }

    [Fact]
    public async Task AQuestionWaitsWithTheTranscriptAndIsAnsweredInAnotherProcess()
    {
        AgentCallId call = NewCall();
        var asked = await ScriptedChat.Probe<string>(ScriptedChat.Saying(Question), "publish birds").RunAsync(call);
        AgentInterrupt question = asked.Questions.ShouldHaveSingleItem();
        var elsewhere = new ScriptedChat(messages => [new ChatResponseUpdate(ChatRole.Assistant, messages.SelectMany(static message => message.Contents).OfType<ToolApprovalResponseContent>().Single() is { Approved: true } ? "published" : "rejected")]);
        AgentProbe probe = ScriptedChat.Probe<string>(elsewhere, "publish birds");

        var told = await probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(question, """{"approved":true}"""));
        var again = await probe.RunAsync(call with { Turn = 1 }, told.Handle, new AgentAnswer(question, """{"approved":true}"""));

        (question.Id, question.Kind, question.Message, question.Payload).ShouldBe(("r1", "confirmation", "May the model call 'publish'?", """{"tool":"publish","arguments":{"topic":"birds"}}"""));
        probe.Work.Check(question, """{"approved":"maybe"}""").ShouldNotBeNull();
        told.Answer.ShouldBe("published");
        again.Answer.ShouldBe("published");
        elsewhere.Asked[0].Messages.Select(static message => message.Role).ShouldBe([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User]);
    }

    [Fact]
    public async Task AnAnswerToAQuestionThatIsNotOpenIsRefused()
    {
        AgentCallId call = NewCall();
        var asked = await ScriptedChat.Probe<string>(ScriptedChat.Saying(Question)).RunAsync(call);

        var told = await ScriptedChat.Probe<string>(ScriptedChat.Saying("x")).RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(new AgentInterrupt("r2", "confirmation"), """{"approved":true}"""));

        told.Error.Kind.ShouldBe(AgentErrorKind.InterruptNotPending);
    }

    [Fact]
    public async Task ATranscriptThatIsTooLongIsToldOf()
    {
        AgentError error = (await ScriptedChat.Probe<string>(ScriptedChat.Saying(Question), new string('x', 300_000)).RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.InvalidRequest);
        error.Message.ShouldContain("256 KiB");
    }

    [Fact]
    public async Task ARefusalIsRejectedAndAnErrorIsTheModels()
    {
        (await ErrorAsync(ScriptedChat.Saying(new ErrorContent("I cannot") { ErrorCode = "Refusal" }))).Kind.ShouldBe(AgentErrorKind.Rejected);
        (await ErrorAsync(ScriptedChat.Saying(new ErrorContent("broken")))).Kind.ShouldBe(AgentErrorKind.AgentFault);
    }

    [Fact]
    public async Task AnAnswerThatIsCutOffOrFilteredIsNone()
    {
        AgentError cut = await ErrorAsync(new ScriptedChat(_ => [new ChatResponseUpdate(ChatRole.Assistant, "yes, bu") { FinishReason = ChatFinishReason.Length }]), new ChatAgentAttribute { MaxTokens = 3 });
        AgentError filtered = await ErrorAsync(new ScriptedChat(_ => [new ChatResponseUpdate(ChatRole.Assistant, "") { FinishReason = ChatFinishReason.ContentFilter }]));

        (cut.Kind, cut.Code).ShouldBe((AgentErrorKind.OutputMismatch, "length"));
        cut.Message.ShouldContain("after 3 tokens");
        (filtered.Kind, filtered.Code).ShouldBe((AgentErrorKind.Rejected, "content_filter"));
    }

    [Fact]
    public async Task AToolThatNobodyCallsIsToldOf() =>
        (await ErrorAsync(ScriptedChat.Saying(new FunctionCallContent("c1", "publish")))).Message.ShouldContain("UseFunctionInvocation");

    [Theory]
    [InlineData(429, AgentErrorKind.Throttled)]
    [InlineData(503, AgentErrorKind.Unavailable)]
    [InlineData(401, AgentErrorKind.Unauthorized)]
    [InlineData(400, AgentErrorKind.InvalidRequest)]
    public async Task AStatusIsReadFromWhateverProvidersThrow(int status, AgentErrorKind kind)
    {
        Exception[] thrown =
        [
            new HttpRequestException("said", inner: null, (HttpStatusCode)status),
            new InvalidOperationException("outer", new HttpRequestException("said", inner: null, (HttpStatusCode)status)),
            new ProviderException($"HTTP {status} (requests: limit)\n\nslow down"),
            new ProviderException($"Service request failed.\nStatus: {status} (Reason)"),
        ];
        foreach (Exception exception in thrown) (await ErrorAsync(new ScriptedChat(_ => throw exception))).Kind.ShouldBe(kind, exception.Message);
    }

    [Fact]
    public async Task WhatHasNoStatusIsToldApartByItsKind()
    {
        (await ErrorAsync(new ScriptedChat(static _ => throw new HttpRequestException("refused")))).Kind.ShouldBe(AgentErrorKind.Unavailable);
        (await ErrorAsync(new ScriptedChat(static _ => throw new TimeoutException("late")))).Kind.ShouldBe(AgentErrorKind.Timeout);
        (await ErrorAsync(new ScriptedChat(static _ => throw new ProviderException("odd")))).Kind.ShouldBe(AgentErrorKind.AgentFault);
    }

    [Fact]
    public async Task AStepThatMayNotBeDoneTwiceIsNotAskedAgainWhereItWasPerhapsAsked()
    {
        var client = ScriptedChat.Saying("yes");
        AgentCallId call = NewCall();
        AgentHandle sent = (await ScriptedChat.Probe<string>(client).RunAsync(call)).Handle;

        AgentError once = (await Once(client).RunAsync(call, sent)).Error;
        var twice = await ScriptedChat.Probe<string>(client).RunAsync(call, sent);

        once.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        twice.Answer.ShouldBe("yes");
        client.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AStepThatMayNotBeDoneTwiceIsAmbiguousWhereItBreaksOff()
    {
        Exception overloaded = new HttpRequestException("slow down", inner: null, HttpStatusCode.TooManyRequests);

        (await Once(new ScriptedChat(_ => Then(overloaded))).RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        (await ScriptedChat.Probe<string>(new ScriptedChat(_ => Then(overloaded))).RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.Throttled);
        (await Once(new ScriptedChat(static _ => throw new HttpRequestException("away", inner: null, HttpStatusCode.BadGateway))).RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        (await Once(new ScriptedChat(static _ => throw new TimeoutException("late"))).RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);

        static IEnumerable<ChatResponseUpdate> Then(Exception failure)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "publish")]);
            throw failure;
        }
    }

    [Fact]
    public async Task AStepThatMayNotBeDoneTwiceIsAskedAgainWhereItWasRefused()
    {
        AgentCallId call = NewCall();
        var refused = await Once(new ScriptedChat(static _ => throw new HttpRequestException("slow down", inner: null, HttpStatusCode.TooManyRequests))).RunAsync(call);

        var told = await Once(ScriptedChat.Saying("yes")).RunAsync(call, refused.Committed);

        refused.Error.Kind.ShouldBe(AgentErrorKind.Throttled);
        told.Answer.ShouldBe("yes");
    }

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abcdefghijklmnop. You can find it", "abcdefgh")]
    [InlineData("401: Authorization: Bearer eyJhbGciOi.payload.sig was refused", "payload")]
    [InlineData("GET https://models.example.com/v1?api-key=0123456789abcdef&x=1 failed", "0123456789")]
    [InlineData("""{"error":{"x-api-key":"0123456789abcdef"}}""", "0123456789")]
    public async Task AKeyThatAProviderQuotesIsNotTold(string message, string secret)
    {
        AgentError error = await ErrorAsync(new ScriptedChat(_ => throw new ProviderException(message)));

        error.Message.ShouldNotContain(secret);
        error.Message.ShouldContain("***");
    }

    [Fact]
    public async Task WordsAboutKeysAreTold() =>
        (await ErrorAsync(new ScriptedChat(static _ => throw new ProviderException("the token limit is 4096: ask for less, with 128000 tokens at most")))).Message.ShouldBe("the token limit is 4096: ask for less, with 128000 tokens at most");

    [Fact]
    public void AClientThatIsNotThereIsToldOf()
    {
        Action connect = static () => AgentHost.Connect<ChatAgentAttribute, string, string>(static perdure => perdure.AddChatAgents(), new ChatAgentAttribute { Client = "fast" }, ChatJson.Default);

        connect.ShouldThrow<InvalidOperationException>().Message.ShouldContain("'fast'");
    }

    private static AgentProbe Once(ScriptedChat client) => AgentProbe.Of(ScriptedChat.Connect<string>(client), "go", mayRepeat: false);

    private static async Task<AgentError> ErrorAsync(ScriptedChat client, ChatAgentAttribute? attribute = null) => (await ScriptedChat.Probe<string>(client, attribute: attribute).RunAsync(NewCall())).Error;

    private sealed class ProviderException(string message) : Exception(message);
}
