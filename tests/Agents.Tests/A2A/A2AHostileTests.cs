using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.A2A;
using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Wire;

namespace Perdure.Agents.Tests.A2A;

/// <summary>Agents that do what none should.</summary>
public sealed class A2AHostileTests
{
    private const string Card = """{"name":"odd","protocolVersion":"0.3.0","url":"https://agents.example.com/rpc","capabilities":{"streaming":true}}""";

    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    [Theory]
    [InlineData("http://x//169.254.169.254/p")]
    [InlineData("http://user:word@169.254.169.254/p")]
    [InlineData("//169.254.169.254/p")]
    [InlineData(@"\\169.254.169.254\p")]
    [InlineData(@"http:\\x\\169.254.169.254\p")]
    [InlineData("http:///169.254.169.254/p")]
    [InlineData("http://x/%2F%2F169.254.169.254/p")]
    [InlineData("http://x/.//169.254.169.254/p")]
    [InlineData("/%5C%5C169.254.169.254/p")]
    [InlineData("http://x//user@169.254.169.254:1/p?q=//y#f")]
    [InlineData("file:///etc/passwd")]
    public void NoCardNamesAnotherHost(string url)
    {
        JsonElement card = JsonElement.Parse($$"""{"supportedInterfaces":[{"url":{{JsonSerializer.Serialize(url, A2AJson.Default.String)}},"protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""");

        if (A2AInterface.Choose(card, new Uri("https://agents.example.com:8443/desk"), followCard: false) is not { } chosen) return;

        chosen.Url.GetLeftPart(UriPartial.Authority).ShouldBe("https://agents.example.com:8443");
        chosen.Url.UserInfo.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAnswerWhoseQuestionIsStillAskedIsAmbiguousWhereItWasPerhapsSent()
    {
        var handler = Answering("q1");

        var told = await RunAsync(handler, "q1");

        told.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        handler.Heard.ShouldNotContain("message/stream");
    }

    [Fact]
    public async Task AnAnswerToAQuestionBehindWhichAnotherIsAskedWasSent()
    {
        var handler = Answering("q2");

        var told = await RunAsync(handler, "q1");

        told.Questions[0].Id.ShouldBe("q2");
        handler.Heard.ShouldNotContain("message/stream");
    }

    [Theory]
    [InlineData(503, null, AgentErrorKind.Ambiguous)]
    [InlineData(503, 3, AgentErrorKind.Unavailable)]
    [InlineData(522, null, AgentErrorKind.Ambiguous)]
    [InlineData(520, 3, AgentErrorKind.Ambiguous)]
    [InlineData(429, null, AgentErrorKind.Throttled)]
    public async Task OnlyWhoSaysWhenToComeAgainHasNotTakenAMessage(int status, int? retryAfter, AgentErrorKind kind)
    {
        var handler = new ScriptedHandler((_, asked) =>
        {
            if (asked != "message/stream") return ScriptedHandler.Json(Card);
            HttpResponseMessage response = ScriptedHandler.Json("{}", (HttpStatusCode)status);
            if (retryAfter is { } seconds) response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
            return response;
        });

        var told = await Probe(handler).RunAsync(NewCall());

        told.Error.Kind.ShouldBe(kind);
        told.Count(static one => one.Kind == "Started").ShouldBe(kind == AgentErrorKind.Ambiguous ? 1 : 2);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task AnErrorWhoseBodyBreaksOffSaysNothing(int status)
    {
        var handler = new ScriptedHandler((_, asked) => asked == "message/stream" ? ScriptedHandler.Broken((HttpStatusCode)status) : ScriptedHandler.Json(Card));

        var told = await Probe(handler).RunAsync(NewCall());

        told.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        told.Count(static one => one.Kind == "Started").ShouldBe(1);
    }

    [Fact]
    public async Task AStreamThatAlwaysEndsAtOnceIsOpenedEverMoreSeldom()
    {
        int looks = 0;
        var handler = new ScriptedHandler((_, asked) => asked switch
        {
            "tasks/get" => ScriptedHandler.Json(Task(++looks < 8 ? "working" : "completed", "q1")),
            "tasks/resubscribe" => ScriptedHandler.Events(),
            _ => ScriptedHandler.Json(Card),
        });
        var time = new ImpatientTime();
        AgentCallId call = NewCall();

        var told = await Probe(handler, time).RunAsync(call, new AgentHandle("a2a", call.ConversationId(ConversationScope.Try).ToString(), Turn: 0) { Run = "t" });

        told[^1].Kind.ShouldBe("Completed");
        time.Pauses.Select(static pause => pause.TotalSeconds).ShouldBe([0.5, 1, 2, 4, 8, 10, 10]);
    }

    [Fact]
    public async Task ACardThatIsTooLongIsNotRead()
    {
        var handler = new ScriptedHandler((_, _) => ScriptedHandler.Json($$"""{"name":"{{new string('x', 5_000)}}"}"""));

        AgentError error = (await Probe(handler, configure: static endpoint => endpoint.MaxAnswerBytes = 4_000).RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        error.Message.ShouldContain("MaxAnswerBytes");
    }

    [Fact]
    public async Task AnEventThatIsTooLongIsNotReadAndManyShortOnesAre()
    {
        string working = $$$"""{"jsonrpc":"2.0","id":1,"result":{"kind":"status-update","taskId":"t","status":{"state":"working","message":{"parts":[{"kind":"text","text":"{{{new string('x', 1_000)}}}"}]} } } }""";
        string[] many = [.. Enumerable.Repeat(working, 50)];

        (await RunAsync([.. many, Task("completed", "q1")])).Answer.ShouldBe("done");
        (await RunAsync([.. many, Task("completed", new string('x', 50_000))])).Error.Message.ShouldContain("MaxAnswerBytes");

        Task<IReadOnlyList<Told>> RunAsync(string[] events) =>
            Probe(new ScriptedHandler((_, asked) => asked == "message/stream" ? ScriptedHandler.Events(events) : ScriptedHandler.Json(Card)), configure: static endpoint => endpoint.MaxAnswerBytes = 20_000).RunAsync(NewCall());
    }

    private static ScriptedHandler Answering(string question) => new((_, asked) => asked == "tasks/get" ? ScriptedHandler.Json(Task("input-required", question)) : ScriptedHandler.Json(Card));

    private static Task<IReadOnlyList<Told>> RunAsync(ScriptedHandler handler, string answered)
    {
        AgentCallId call = NewCall() with { Turn = 1 };
        return Probe(handler).RunAsync(call, new AgentHandle("a2a", call.ConversationId(ConversationScope.Try).ToString(), Turn: 1) { Run = "t" }, new AgentAnswer(new AgentInterrupt(answered, "input-required"), "true"));
    }

    private static string Task(string state, string message) =>
        $$"""{"jsonrpc":"2.0","id":1,"result":{"kind":"task","id":"t","contextId":"c","status":{"state":"{{state}}","message":{"messageId":"{{message}}","parts":[{"kind":"text","text":"done"}]} } } }""";

    private static AgentProbe Probe(ScriptedHandler handler, TimeProvider? time = null, Action<A2AEndpoint>? configure = null) => AgentProbe.Of(
        AgentHost.Connect<A2AAgentAttribute, string, string>(
            perdure =>
            {
                if (time is not null) perdure.Services.AddSingleton(time);
                perdure.AddA2A(options => options.Endpoint("odd", endpoint =>
                {
                    endpoint.Url = new Uri("https://agents.example.com/");
                    configure?.Invoke(endpoint);
                }));
                perdure.Services.AddHttpClient("Perdure.Agents.A2A.odd").ConfigurePrimaryHttpMessageHandler(() => handler);
            },
            new A2AAgentAttribute("odd"),
            A2AJson.Default),
        "hello");
}
