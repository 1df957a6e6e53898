using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Conformance;

/// <summary>What every adapter does when something on the way to its server goes wrong: the work is done once, or it is said that nobody knows.</summary>
/// <param name="server">The server.</param>
public abstract class FaultConformance(NodeFixture server)
{
    /// <summary>A secret that the endpoint is configured with, as its <c>ApiKey</c>.</summary>
    public const string Secret = "sk-very-secret-9c81";

    /// <summary>For how long the endpoint waits for an answer.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>An agent that answers, at an endpoint with <see cref="Secret"/> and <see cref="Patience"/>.</summary>
    protected abstract Scenario Answers(Uri at);

    /// <summary>The request that gives the server its work.</summary>
    protected abstract (string Method, string Path) StartRequest { get; }

    /// <summary>Whether the server finds work that it was perhaps given; else what broke is ambiguous.</summary>
    protected virtual bool IsFound => true;

    /// <summary>A text in the stream of an answer behind which it still says something; null: the runtime's answers are no streams.</summary>
    protected abstract string? MidStream { get; }

    /// <summary>How often a conversation's server was given work.</summary>
    protected abstract Task<int> CountTurnsAsync(AgentHandle handle);

    protected static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft/1", Item: 0, Round: 0, Try: 1, Turn: 0);

    [Fact]
    public async Task AStartWhoseAnswerIsLostIsNotDoneTwice() => await DoneOnceAsync(new Fault.CutBeforeAnswer());

    [Fact]
    public async Task AStartThatWasNotHeardIsDone() => await DoneOnceAsync(new Fault.CutBefore());

    [Fact]
    public async Task AStreamThatBreaksIsReadOn()
    {
        if (MidStream is { } text) await DoneOnceAsync(new Fault.CutAfterText(text));
    }

    [Fact]
    public async Task AnAnswerThatBreaksInItsHeadIsNotDoneTwice() => await DoneOnceAsync(new Fault.CutAfterBytes(12));

    [Fact]
    public async Task ThrottlingSaysWhenToComeAgain()
    {
        AgentError error = await ErrorAsync(Fault.Throttled(7));

        error.Kind.ShouldBe(AgentErrorKind.Throttled);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task AServerThatCannotNowIsAskedAgain()
    {
        AgentError error = await ErrorAsync(Fault.Unavailable(3));

        error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task APageOfHtmlIsNotHandedOn()
    {
        AgentError error = await ErrorAsync(Fault.Page());

        // Whether what fails so had begun nobody knows: that is no harm where it can be looked for.
        error.Kind.ShouldBe(IsFound ? AgentErrorKind.Unavailable : AgentErrorKind.Ambiguous);
        error.Message.ShouldNotContain("secret/path");
    }

    [Fact]
    public async Task SuccessThatIsNoAnswerIsNoSuccess() => await DoneOnceAsync(Fault.Nonsense());

    [Fact]
    public async Task WhoIsNotLetInIsUnauthorizedAndItsKeyIsNotTold()
    {
        AgentError error = await ErrorAsync(new Fault.Answer(401, $$"""{"error":"the key {{Secret}} is not known"}"""));

        error.Kind.ShouldBe(AgentErrorKind.Unauthorized);
        error.IsRetryable.ShouldBeFalse();
        error.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task ARedirectIsNotFollowed()
    {
        server.Require();
        await using var elsewhere = new FaultProxy(server.Url);
        AgentError error = await ErrorAsync(new Fault.Answer(307, "") { Headers = [$"location: {elsewhere.Url}"] });

        error.Kind.ShouldBe(AgentErrorKind.InvalidRequest);
        error.Message.ShouldContain("redirect");
        elsewhere.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task ARequestThatSomebodySendsTwiceIsNotAnsweredWrongly()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next(StartRequest.Method, StartRequest.Path, new Fault.Twice());
        Scenario scenario = Answers(proxy.Url);

        var told = await scenario.Probe.RunAsync(NewCall());

        if (told[^1].Kind == "Completed") told.Answer.ShouldBe(scenario.Expected);
        else told.Error.IsRetryable.ShouldBeTrue(told.Error.ToString());
    }

    [Fact]
    public async Task AnAnswerThatIsTooLateIsNotWaitedForAndTheWorkIsNotDoneTwice()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        var gate = new TaskCompletionSource();
        proxy.Next(StartRequest.Method, StartRequest.Path, new Fault.Hold(gate.Task));
        Scenario scenario = Answers(proxy.Url);
        AgentCallId call = NewCall();

        var late = await scenario.Probe.RunAsync(call);
        gate.SetResult();
        var told = late[^1].Kind == "Completed" ? late : await Answers(proxy.Url).Probe.RunAsync(call);

        late[^1].Error?.IsRetryable.ShouldBeTrue();
        told.Answer.ShouldBe(scenario.Expected);
    }

    [Fact]
    public async Task TheTraceAndTheKeyGoWithEveryRequest()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);

        (await Answers(proxy.Url).Probe.RunAsync(NewCall()))[^1].Kind.ShouldBe("Completed");

        proxy.Heard.ShouldNotBeEmpty();
        proxy.Heard.ShouldAllBe(static request => request.Headers.GetValueOrDefault("traceparent") == AgentConformance.TraceParent);
        proxy.Heard.ShouldAllBe(static request => request.Headers.Values.Any(static value => value.Contains(Secret, StringComparison.Ordinal)));
    }

    /// <summary>Asks once through the fault, and, where the adapter does not get over it by itself, once more.</summary>
    private async Task DoneOnceAsync(Fault fault)
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next(StartRequest.Method, StartRequest.Path, fault);
        Scenario scenario = Answers(proxy.Url);
        AgentCallId call = NewCall();

        var told = await scenario.Probe.RunAsync(call);
        if (told[^1].Error is { } error)
        {
            error.IsRetryable.ShouldBeTrue(error.ToString());

            // What nobody knows is not sent again within the try.
            if (error.Kind == AgentErrorKind.Ambiguous)
            {
                scenario.Probe.Abilities.HasFlag(AgentAbilities.IdempotentStart).ShouldBeFalse(error.ToString());
                return;
            }

            told = await Answers(proxy.Url).Probe.RunAsync(call, told.Committed);
        }

        told.Answer.ShouldBe(scenario.Expected);
        if (scenario.Probe.Abilities.HasFlag(AgentAbilities.IdempotentStart)) (await CountTurnsAsync(told.Handle)).ShouldBe(1);
    }

    private async Task<AgentError> ErrorAsync(Fault fault)
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next(StartRequest.Method, StartRequest.Path, fault);
        return (await Answers(proxy.Url).Probe.RunAsync(NewCall())).Error;
    }
}
