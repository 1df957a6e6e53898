using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Mcp;

public sealed class McpTests(Mcp2026Server server) : McpOwnCases(server), IClassFixture<Mcp2026Server>
{
    [Fact]
    public async Task AStateThatWasForgedIsNoAnswer()
    {
        Scenario scenario = Tools.Scenario<Topic, Outcome>(Server, "ask", new Topic("birds"));
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);

        var told = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle! with { State = "v1.x.y" }, new AgentAnswer(asked.Questions[0], """{"approved":true}"""));

        told.Error.Kind.ShouldBe(AgentErrorKind.InterruptNotPending);
    }

    [Fact]
    public async Task TheStateIsKeptUntilTheTurnIsOver()
    {
        await using var proxy = new FaultProxy(Server);
        Scenario scenario = Tools.Scenario<Topic, Outcome>(proxy.Url, "ask", new Topic("birds"));
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);
        var answer = new AgentAnswer(asked.Questions[0], """{"approved":false}""");
        proxy.Next("POST", "tools/call", Fault.Unavailable(1));
        var refused = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, answer);

        var told = await scenario.Probe.RunAsync(call with { Turn = 1 }, refused.Committed, answer);

        refused.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        told.Answer.ShouldBe(new Outcome("rejected"));
    }

    [Fact]
    public async Task AServerThatAsksForWhatNobodyHereHasIsRefused()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "tools/call", new Fault.Answer(200, """{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","inputRequests":{"a":{"method":"sampling/createMessage","params":{}}},"requestState":"s"}}"""));

        AgentError error = (await Tools.Scenario<Topic, Outcome>(proxy.Url, "ask", new Topic("birds")).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.Rejected);
        error.Message.ShouldContain("sampling/createMessage");
    }

    [Fact]
    public async Task AServerThatCannotGoOnIsCalledAgainWithItsState()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "tools/call", new Fault.Answer(200, """{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","requestState":"kept"}}"""));
        Scenario scenario = Tools.Scenario<Addends, Sum>(proxy.Url, "add", new Addends(2, 3));
        AgentCallId call = NewCall();
        var busy = await scenario.Probe.RunAsync(call);

        await scenario.Probe.RunAsync(call, busy.Committed);

        busy.Error.Kind.ShouldBe(AgentErrorKind.Busy);
        proxy.Heard[^1].Body.ShouldContain("\"requestState\":\"kept\"");
    }

    [Fact]
    public async Task AContentThatIsNoTextIsRefusedInWords()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "tools/call", new Fault.Answer(200, """{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"image","data":"AA==","mimeType":"image/png"}]}}"""));

        AgentError error = (await Tools.Scenario<Delay, string>(proxy.Url, "slow", new Delay(1)).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        error.Message.ShouldContain("'image'");
    }
}

public sealed class McpSessionTests(Mcp2025Server server) : McpOwnCases(server), IClassFixture<Mcp2025Server>
{
    [Fact]
    public async Task AQuestionIsToldToCancelAndTheToolRunsAgainWithTheAnswer()
    {
        await using var proxy = new FaultProxy(Server);
        Scenario scenario = Tools.Scenario<Topic, Outcome>(proxy.Url, "ask", new Topic("birds"));
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);

        var told = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(asked.Questions[0], """{"approved":true}"""));

        told.Answer.ShouldBe(new Outcome("accept"));
        proxy.Heard.Count(static request => request.Body.Contains("tools/call", StringComparison.Ordinal)).ShouldBe(2);
        proxy.Heard.Single(static request => request.Body.Contains("\"cancel\"", StringComparison.Ordinal)).ShouldNotBeNull();
    }

    [Fact]
    public async Task AToolThatMayNotRunAgainFailsWhenItAsks()
    {
        Scenario scenario = Scenario.Of(Tools.Connect<Topic, Outcome>(Server, new McpToolAttribute("scripted", "ask") { RunsAgainToBeAnswered = false }), new Topic("birds"));

        AgentError error = (await scenario.Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.Rejected);
        error.Message.ShouldContain("Publish birds?");
    }

    [Fact]
    public async Task ACallThatIsStoppedIsCancelledWhoeverMadeIt()
    {
        await using var proxy = new FaultProxy(Server);
        AgentCallId call = NewCall();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        AgentHandle? handle = null;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (Told told in Tools.Scenario<Delay, string>(proxy.Url, "slow", new Delay(4_000)).Probe.AskAsync(call, handle: null, [], gone.Token))
            {
                handle = told.Handle ?? handle;
                if (told.Kind == "Progress") await gone.CancelAsync();
            }
        });

        bool stopped = await Tools.Scenario<Delay, string>(proxy.Url, "slow", new Delay(1)).Probe.Work.StopAsync(handle!, TestContext.Current.CancellationToken);

        stopped.ShouldBeTrue();
        proxy.Heard.ShouldNotContain(static request => request.Method == "DELETE");
        proxy.Heard[^1].Body.ShouldContain(call.OperationId().ToString());
        proxy.Heard[^1].Body.ShouldContain("notifications/cancelled");
    }

    [Fact]
    public async Task ASessionEndsBehindItsCall()
    {
        await using var proxy = new FaultProxy(Server);

        await Tools.Scenario<Addends, Sum>(proxy.Url, "add", new Addends(2, 3)).Probe.RunAsync(NewCall());

        proxy.Heard.Count(static request => request.Method == "DELETE").ShouldBe(1);
    }
}

/// <summary>What is MCP's own, of whatever revision.</summary>
/// <param name="server">The server.</param>
public abstract class McpOwnCases(NodeFixture server)
{
    protected static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    protected Uri Server
    {
        get
        {
            server.Require();
            return server.Url;
        }
    }

    [Fact]
    public async Task ProgressIsToldOf()
    {
        var told = await Tools.Scenario<Delay, string>(Server, "slow", new Delay(200), "waited").Probe.RunAsync(NewCall());

        told.Answer.ShouldBe("waited");
        told.Count(static one => one is { Kind: "Progress", Text: "slow" }).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("boom", AgentErrorKind.AgentFault)]
    [InlineData("add", AgentErrorKind.InvalidRequest)]
    public async Task AToolThatThrowsIsAtFaultAndACallThatIsWrongIsOurs(string tool, AgentErrorKind kind) =>
        (await Tools.Scenario<Wrong, string>(Server, tool, new Wrong("x")).Probe.RunAsync(NewCall())).Error.Kind.ShouldBe(kind);

    [Fact]
    public async Task ATextIsNoArguments()
    {
        AgentError error = (await Tools.Scenario<string, string>(Server, "slow", "x").Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.InvalidRequest);
        error.Message.ShouldContain("record");
    }

    [Fact]
    public async Task ACallThatWasPerhapsMadeIsAmbiguousUnlessTheToolSaysThatItMayBeCalledTwice()
    {
        AgentCallId call = NewCall();
        var sent = new AgentHandle("mcp", "somewhere", Turn: 0);

        var slow = await Tools.Scenario<Delay, string>(Server, "slow", new Delay(1)).Probe.RunAsync(call, sent);
        var add = await Tools.Scenario<Addends, Sum>(Server, "add", new Addends(2, 3)).Probe.RunAsync(call, sent);

        slow.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        add.Answer.ShouldBe(new Sum(5));
    }

    [Fact]
    public async Task AStepThatMayNotBeDoneTwiceIsNotWhateverTheToolSays()
    {
        await using var proxy = new FaultProxy(Server);
        AgentCallId call = NewCall();
        var probe = AgentProbe.Of(Tools.Connect<Addends, Sum>(proxy.Url, new McpToolAttribute("scripted", "add")), new Addends(2, 3), mayRepeat: false);

        var sent = await probe.RunAsync(call, new AgentHandle("mcp", "somewhere", Turn: 0));
        proxy.Next("POST", "tools/call", new Fault.CutBeforeAnswer());
        var lost = await probe.RunAsync(call);

        sent.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        lost.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
    }

    [Fact]
    public async Task ALostCallOfAToolThatMayBeCalledTwiceIsMadeAgain()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "tools/call", new Fault.CutBeforeAnswer());
        AgentCallId call = NewCall();
        Scenario scenario = Tools.Scenario<Addends, Sum>(proxy.Url, "add", new Addends(2, 3));
        var lost = await scenario.Probe.RunAsync(call);

        var told = await scenario.Probe.RunAsync(call, lost.Committed);

        lost.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        told.Answer.ShouldBe(new Sum(5));
    }

    [Fact]
    public async Task ACallThatWasRefusedWasNotMade()
    {
        await using var proxy = new FaultProxy(Server);
        proxy.Next("POST", "tools/call", Fault.Throttled(1));
        AgentCallId call = NewCall();
        Scenario scenario = Tools.Scenario<Delay, string>(proxy.Url, "slow", new Delay(1));
        var refused = await scenario.Probe.RunAsync(call);

        var told = await scenario.Probe.RunAsync(call, refused.Committed);

        refused.Error.Kind.ShouldBe(AgentErrorKind.Throttled);
        told.Answer.ShouldBe("waited");
    }

    [Fact]
    public async Task NullDeclinesWhatIsAsked()
    {
        Scenario scenario = Tools.Scenario<Topic, string>(Server, "ask", new Topic("birds"));
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);
        scenario.Probe.Work.Check(asked.Questions[0], "null").ShouldBeNull();

        var told = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(asked.Questions[0], "null"));

        // One server asks once more, and the other hands the word on.
        if (told[^1].Kind == "Completed") told.Answer.ShouldBe("""{"action":"decline"}""");
        else told.Questions[0].Message.ShouldBe("Publish birds?");
    }

    [Fact]
    public async Task TheTurnsIdGoesWithTheCall()
    {
        await using var proxy = new FaultProxy(Server);
        AgentCallId call = NewCall();

        await Tools.Scenario<Addends, Sum>(proxy.Url, "add", new Addends(2, 3)).Probe.RunAsync(call);

        string body = proxy.Heard.Single(static request => request.Body.Contains("tools/call", StringComparison.Ordinal)).Body;
        body.ShouldContain($"\"idempotencyKey\":\"{call.OperationId()}\"");
        body.ShouldContain($"\"progressToken\":\"{call.OperationId()}\"");
    }
}
