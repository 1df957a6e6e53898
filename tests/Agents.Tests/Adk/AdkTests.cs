using System.Text;
using System.Text.Json;
using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Adk;

/// <summary>What is ADK's own: no run can be stopped or joined, and none is marked as ended.</summary>
public sealed class AdkTests(AdkServer server) : IClassFixture<AdkServer>
{
    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    [Fact]
    public async Task AWorkflowAnswersWithWhatItsLastNodeGave()
    {
        server.Require();
        AgentCallId call = NewCall();
        var asked = await App.Scenario<Decision>(server.Url, "flow", "birds").Probe.RunAsync(call);
        AgentInterrupt question = asked.Questions.ShouldHaveSingleItem();
        (question.Id, question.Kind, question.Message).ShouldBe(("approval", "input-required", "Publish?"));
        JsonElement.Parse(question.Payload!).GetProperty("facts").GetProperty("facts").GetString().ShouldBe("facts about birds");

        var told = await App.Scenario<Decision>(server.Url, "flow", "birds").Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(question, """{"approved":true}"""));

        told.Answer.ShouldBe(new Decision("published"));
        told.Where(static one => one.Kind == "Progress").Select(static one => one.Text).ShouldBe(["ask", "publish"]);
    }

    [Fact]
    public async Task AnAnswerThatReachesTheServerAgainstItsSchemaIsAnInvalidRequest()
    {
        server.Require();
        AgentCallId call = NewCall();
        var asked = await App.Scenario<Decision>(server.Url, "flow", "birds").Probe.RunAsync(call);

        var told = await App.Scenario<Decision>(server.Url, "flow", "birds").Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(asked.Questions[0], """{"approved":"maybe"}"""));

        told.Error.Kind.ShouldBe(AgentErrorKind.InvalidRequest);
        told.Error.Message.ShouldContain("responseSchema");
    }

    [Fact]
    public async Task AConfirmationCanBeAWord()
    {
        server.Require();
        AgentCallId call = NewCall();
        Scenario scenario = App.Scenario<string>(server.Url, "desk", "publish birds");
        var asked = await scenario.Probe.RunAsync(call);
        asked.Questions[0].Kind.ShouldBe("confirmation");
        scenario.Probe.Work.Check(asked.Questions[0], "false").ShouldBeNull();

        var told = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, new AgentAnswer(asked.Questions[0], "false"));

        told.Answer.ShouldBe("""publish: {"error":"This tool call is rejected."}""");
    }

    [Fact]
    public async Task AModelThatIsOverloadedIsAskedAgainInTheSameTurn()
    {
        server.Require();
        AgentCallId call = NewCall();

        var first = await App.Scenario<string>(server.Url, "desk", "overload").Probe.RunAsync(call);
        var second = await App.Scenario<string>(server.Url, "desk", "overload").Probe.RunAsync(call, first.Handle);

        first.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        first.Error.Code.ShouldBe("UNAVAILABLE");
        second.Error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        (await App.CountMessagesAsync(server.Url, "desk", first.Handle)).ShouldBe(2);
    }

    [Fact]
    public async Task ARunOfAgentsInTurnIsNotGuessedToHaveEnded()
    {
        server.Require();
        AgentCallId call = NewCall();
        await App.Scenario<string>(server.Url, "chain", "birds").Probe.RunAsync(call);

        var again = await App.Scenario<string>(server.Url, "chain", "birds", configure: static endpoint => endpoint.EndTimeout = TimeSpan.FromMilliseconds(200)).Probe.RunAsync(call);

        again.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        again.Error.Message.ShouldContain("OutputNode");
        (await App.CountMessagesAsync(server.Url, "chain", again.Handle)).ShouldBe(1);
    }

    [Fact]
    public async Task ARunThatTakesLongerThanItIsWaitedForIsAmbiguousAndThenFound()
    {
        server.Require();
        AgentCallId call = NewCall();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in App.Scenario<string>(server.Url, "desk", "delay 4000").Probe.AskAsync(call, handle: null, [], gone.Token)) await gone.CancelAsync();
        });

        var early = await App.Scenario<string>(server.Url, "desk", "delay 4000", configure: static endpoint => endpoint.EndTimeout = TimeSpan.Zero).Probe.RunAsync(call);
        var late = await App.Scenario<string>(server.Url, "desk", "delay 4000").Probe.RunAsync(call, early.Handle);

        early.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        late.Answer.ShouldBe("waited");
        (await App.CountMessagesAsync(server.Url, "desk", late.Handle)).ShouldBe(1);
    }

    [Fact]
    public async Task ASessionThatIsGoneIsAmbiguousForWorkAndNotFoundForAnAnswer()
    {
        server.Require();
        AgentCallId call = NewCall();
        Scenario scenario = App.Scenario<string>(server.Url, "desk", "publish birds");
        var asked = await scenario.Probe.RunAsync(call);
        using (var client = new HttpClient { BaseAddress = server.Url })
        {
            using HttpResponseMessage deleted = await client.DeleteAsync(new Uri($"apps/desk/users/perdure/sessions/{asked.Handle.Conversation}", UriKind.Relative));
            deleted.IsSuccessStatusCode.ShouldBeTrue();
        }

        var work = await scenario.Probe.RunAsync(call, asked.Handle);
        var answer = await scenario.Probe.RunAsync(call with { Turn = 1 }, asked.Handle, new AgentAnswer(asked.Questions[0], "true"));

        work.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        answer.Error.Kind.ShouldBe(AgentErrorKind.NotFound);
    }

    [Fact]
    public async Task UsageIsTheSumOfWhatModelsSay()
    {
        server.Require();

        var told = await App.Scenario<string>(server.Url, "chain", "birds").Probe.RunAsync(NewCall());

        told[^1].Usage.ShouldBe(new AgentUsage(Model: null, InputTokens: 2, OutputTokens: 4));
    }

    [Theory]
    [InlineData("RESOURCE_EXHAUSTED", AgentErrorKind.Throttled)]
    [InlineData("DEADLINE_EXCEEDED", AgentErrorKind.Timeout)]
    [InlineData("SAFETY", AgentErrorKind.Rejected)]
    [InlineData("PERMISSION_DENIED", AgentErrorKind.Unauthorized)]
    [InlineData("SOMETHING", AgentErrorKind.AgentFault)]
    public async Task CodesOfModelsTellKindsApart(string code, AgentErrorKind kind)
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("POST", "/run_sse", new Fault.Answer(200, Stream($$"""{"id":"1","invocationId":"e","author":"desk","errorCode":"{{code}}","errorMessage":"said so"}"""), "text/event-stream"));

        AgentError error = (await App.Scenario<string>(proxy.Url, "desk", "x").Probe.RunAsync(NewCall())).Error;

        (error.Kind, error.Code, error.Message).ShouldBe((kind, code, "said so"));
    }

    [Fact]
    public async Task AModelThatFailsInTheMiddleIsAtFault()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("POST", "/run_sse", new Fault.Answer(200, Stream(
            """{"id":"1","invocationId":"e","author":"desk","content":{"role":"model","parts":[{"functionCall":{"name":"pay","args":{},"id":"c"}}]}}""",
            """{"id":"2","invocationId":"e","author":"desk","errorCode":"UNAVAILABLE","errorMessage":"busy"}"""), "text/event-stream"));

        // A tool was called: the same turn must not be sent again.
        (await App.Scenario<string>(proxy.Url, "desk", "x").Probe.RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.AgentFault);
    }

    [Fact]
    public async Task CredentialsOfAPersonAreNotAskedFor()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("POST", "/run_sse", new Fault.Answer(200, Stream("""{"id":"1","invocationId":"e","author":"desk","longRunningToolIds":["c"],"content":{"parts":[{"functionCall":{"name":"adk_request_credential","args":{},"id":"c"}}]}}"""), "text/event-stream"));

        (await App.Scenario<string>(proxy.Url, "desk", "x").Probe.RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.Unauthorized);
    }

    private static string Stream(params string[] events) => events.Aggregate(new StringBuilder(), static (all, one) => all.Append("data: ").Append(one).Append("\n\n")).ToString();
}
