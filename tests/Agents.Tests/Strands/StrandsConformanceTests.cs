using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Strands;

public sealed class StrandsConformanceTests(StrandsServer server) : AgentConformance(server), IClassFixture<StrandsServer>
{
    protected override Scenario Answers(Uri at) => Service.Scenario<Topic>(at, "json {\"name\":\"birds\"}", new Topic("birds"));

    protected override Scenario? Streams(Uri at) => Service.Scenario<string>(at, "big world", "echo: big world") with { Words = "echo: big world" };

    protected override Scenario Mismatches(Uri at) => Service.Scenario<Topic>(at, "big world");

    protected override Scenario Fails(Uri at) => Service.Scenario<string>(at, "fail");

    protected override Scenario Unknown(Uri at) => Service.Scenario<string>(at, "x", agent: "nobody");

    protected override Scenario Endless(Uri at) => Service.Scenario<string>(at, "delay 60000");

    protected override Scenario Slow(Uri at) => Service.Scenario<string>(at, "delay 1200", "waited");

    protected override Scenario? Asks(Uri at) => Service.Scenario<string>(at, "publish birds", """success: {"published":"birds"}""") with { GoodAnswer = """{"approved":true}""" };

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => Service.CountRunsAsync(Server, handle);
}

public sealed class StrandsFaultTests(StrandsServer server) : FaultConformance(server), IClassFixture<StrandsServer>
{
    private readonly StrandsServer server = server;

    protected override (string Method, string Path) StartRequest => ("POST", "/invocations");

    protected override string? MidStream => "big ";

    /// <summary>Only while the service remembers it.</summary>
    protected override bool IsFound => false;

    protected override Scenario Answers(Uri at) => Service.Scenario<string>(at, "big world", "echo: big world", configure: static endpoint =>
    {
        endpoint.ApiKey = Secret;
        endpoint.RequestTimeout = Patience;
    });

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => Service.CountRunsAsync(server.Url, handle);
}

/// <summary>What is Strands' own.</summary>
public sealed class StrandsTests(StrandsServer server) : IClassFixture<StrandsServer>
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
    public async Task AGraphTellsOfItsNodes()
    {
        var told = await Service.Scenario<string>(Server, "birds", agent: "team").Probe.RunAsync(NewCall());

        told.Answer.ShouldBe("echo: birds");
        told.Where(static one => one.Kind == "Progress").Select(static one => one.Text).Distinct().Order().ShouldBe(["editor", "left", "right", "writer"]);
    }

    [Fact]
    public async Task AThrottledModelIsAskedAgainByTheSameTurn()
    {
        AgentCallId call = NewCall();
        Scenario scenario = Service.Scenario<string>(Server, "throttle", "echo: once more");
        var throttled = await scenario.Probe.RunAsync(call);

        var again = await scenario.Probe.RunAsync(call, throttled.Committed);

        throttled.Error.Kind.ShouldBe(AgentErrorKind.Throttled);
        throttled.Error.Code.ShouldBe("ModelThrottledError");
        again.Error.Kind.ShouldBe(AgentErrorKind.Throttled);
        (await Service.CountRunsAsync(Server, again.Handle)).ShouldBe(2);
    }

    [Fact]
    public async Task ARunThatTheServiceHasLostIsAmbiguousAndNotStartedAnew()
    {
        AgentCallId call = NewCall();
        var lost = new AgentHandle("strands", call.ConversationId(ConversationScope.Try).ToString(), Turn: 0) { Run = call.OperationId().ToString() };

        var told = await Service.Scenario<string>(Server, "hello").Probe.RunAsync(call, lost);

        told.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        (await Service.CountRunsAsync(Server, lost)).ShouldBe(0);
    }

    [Fact]
    public async Task ARunIsToldOfBeforeItIsSent()
    {
        await using var proxy = new FaultProxy(Server);

        await foreach (Told told in Service.Scenario<string>(proxy.Url, "hello").Probe.AskAsync(NewCall(), handle: null, [], TestContext.Current.CancellationToken))
        {
            told.Kind.ShouldBe("Started");
            break;
        }

        proxy.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunThatWasPerhapsHeardIsLookedForAndNotStartedAnew()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "/invocations", new Fault.CutBefore());

        var told = await Service.Scenario<string>(proxy.Url, "hello").Probe.RunAsync(NewCall());

        told.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        (await Service.CountRunsAsync(Server, told.Handle)).ShouldBe(0);
    }

    [Fact]
    public async Task ARunThatWasRefusedIsSentAgain()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "/invocations", Fault.Throttled(1));
        AgentCallId call = NewCall();
        var refused = await Service.Scenario<string>(proxy.Url, "hello").Probe.RunAsync(call);

        var told = await Service.Scenario<string>(proxy.Url, "hello").Probe.RunAsync(call, refused.Committed);

        refused.Error.Kind.ShouldBe(AgentErrorKind.Throttled);
        told.Answer.ShouldBe("echo: hello");
    }

    [Fact]
    public async Task ASessionThatIsAtWorkIsBusy()
    {
        AgentCallId call = NewCall();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await foreach (Told told in Service.Scenario<string>(Server, "delay 20000").Probe.AskAsync(call, handle: null, [], gone.Token))
        {
            // What is told first is told before anything is sent.
            if (told.Handle?.Cursor is not null) break;
        }

        // The next turn, and the session is not done with this one.
        AgentError error = (await Service.Scenario<string>(Server, "hello").Probe.RunAsync(call with { Turn = 1 })).Error;

        error.Kind.ShouldBe(AgentErrorKind.Busy);
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task WhatTheToolAsksIsAskedWithItsReason()
    {
        AgentInterrupt question = (await Service.Scenario<string>(Server, "publish birds").Probe.RunAsync(NewCall())).Questions[0];

        question.Id.ShouldEndWith(":approval");
        question.Message.ShouldBe("Publish?");
        question.Payload.ShouldBe("""{"question":"Publish?","topic":"birds"}""");
    }

    [Fact]
    public async Task WhatItTookIsKnown() =>
        (await Service.Scenario<string>(Server, "big world").Probe.RunAsync(NewCall()))[^1].Usage.ShouldBe(new AgentUsage("scripted", 1, 2));
}
