using System.Net;
using System.Net.Sockets;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Conformance;

/// <summary>What every adapter has to do, whatever its runtime: the same cases against each real server. An adapter makes an agent anew for each scenario, as another worker would.</summary>
/// <param name="server">The server.</param>
public abstract class AgentConformance(NodeFixture server)
{
    public const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /// <summary>An agent that answers at once, with a typed answer where the runtime has any.</summary>
    protected abstract Scenario Answers(Uri at);

    /// <summary>An agent that tells of words before it answers; null: the runtime does not.</summary>
    protected abstract Scenario? Streams(Uri at);

    /// <summary>An agent whose answer does not fit its type.</summary>
    protected abstract Scenario Mismatches(Uri at);

    /// <summary>An agent that fails.</summary>
    protected abstract Scenario Fails(Uri at);

    /// <summary>An agent that is not there.</summary>
    protected abstract Scenario Unknown(Uri at);

    /// <summary>An agent that needs about a second.</summary>
    protected abstract Scenario Slow(Uri at);

    /// <summary>Work that is at work for as long as a test may take, where the runtime can stop it.</summary>
    protected virtual Scenario Endless(Uri at) => Slow(at);

    /// <summary>An agent that asks one question back; null: the runtime cannot.</summary>
    protected abstract Scenario? Asks(Uri at);

    /// <summary>How often a conversation's server was given work, answers among it.</summary>
    protected abstract Task<int> CountTurnsAsync(AgentHandle handle);

    /// <summary>Whether work is found without a handle as well. An agent that tells of a handle before it sends anything need not look: without one nothing was sent.</summary>
    protected virtual bool FindsWithoutHandle => true;

    /// <summary>Whether an answer that was given before is refused by the server. One without memory takes it again.</summary>
    protected virtual bool RemembersAnswers => true;

    protected static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft/1", Item: 0, Round: 0, Try: 1, Turn: 0);

    protected Uri Server
    {
        get
        {
            server.Require();
            return server.Url;
        }
    }

    [Fact]
    public async Task AnAnswerIsTyped()
    {
        Scenario scenario = Answers(Server);

        var told = await scenario.Probe.RunAsync(NewCall());

        told.Answer.ShouldBe(scenario.Expected);
        told.Handle.Turn.ShouldBe(0);
        told.Handle.Conversation.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task WordsAreToldOfAsTheyAreWritten()
    {
        if (Streams(Server) is not { } scenario) return;

        var told = await scenario.Probe.RunAsync(NewCall());

        told.Words.ShouldBe(scenario.Words);
        told.Count(static one => one.Kind == "Delta").ShouldBeGreaterThan(1);
        scenario.Probe.Abilities.HasFlag(AgentAbilities.Stream).ShouldBeTrue();
    }

    [Fact]
    public async Task AnAnswerThatDoesNotFitNamesPathExpectedAndFound()
    {
        Scenario scenario = Mismatches(Server);

        AgentError error = (await scenario.Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        error.Message.ShouldContain($"at {scenario.Path} ");
        error.Message.ShouldContain("expected");
        error.Message.ShouldContain("found");
    }

    [Fact]
    public async Task AnAgentThatFailsIsAtFault()
    {
        AgentError error = (await Fails(Server).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.AgentFault);
        error.IsTransient.ShouldBeFalse();
        error.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task AnAgentThatFailedIsAtFaultHoweverOftenTheTurnIsSent()
    {
        Scenario scenario = Fails(Server);
        AgentCallId call = NewCall();
        var first = await scenario.Probe.RunAsync(call);

        var second = await Fails(Server).Probe.RunAsync(call, first.Committed);

        second.Error.Kind.ShouldBeOneOf(AgentErrorKind.AgentFault, AgentErrorKind.Ambiguous);
    }

    [Fact]
    public async Task AnAgentThatIsNotThereIsNotFound() =>
        (await Unknown(Server).Probe.RunAsync(NewCall())).Error.Kind.ShouldBe(AgentErrorKind.NotFound);

    [Fact]
    public async Task WhereNobodyListensTheTurnIsSentAgain()
    {
        server.Require();
        AgentError error = (await Answers(UnusedAddress()).Probe.RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.Unavailable);
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task TheSameTurnSentTwiceIsDoneOnce()
    {
        Scenario scenario = Answers(Server);
        if (!scenario.Probe.Abilities.HasFlag(AgentAbilities.IdempotentStart)) return;
        AgentCallId call = NewCall();
        var first = await scenario.Probe.RunAsync(call);

        var second = await Answers(Server).Probe.RunAsync(call);

        second.Answer.ShouldBe(scenario.Expected);
        second.Handle.ShouldBe(first.Handle);
        (await CountTurnsAsync(first.Handle)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WorkThatWasLetGoOfIsReadOnByAnother(bool handleWasCommitted)
    {
        Scenario scenario = Slow(Server);
        if (!scenario.Probe.Abilities.HasFlag(AgentAbilities.Reattach) || (!handleWasCommitted && !FindsWithoutHandle)) return;
        AgentCallId call = NewCall();
        AgentHandle left = await LetGoAsync(scenario, call);

        var told = await Slow(Server).Probe.RunAsync(call, handleWasCommitted ? left : null);

        told.Answer.ShouldBe(scenario.Expected);
        (await CountTurnsAsync(left)).ShouldBe(1);
    }

    [Fact]
    public async Task StoppedWorkEndsAndIsNoErrorWhenItHasEnded()
    {
        Scenario scenario = Endless(Server);
        AgentCallId call = NewCall();
        AgentHandle left = await LetGoAsync(scenario, call);
        var work = Endless(Server).Probe.Work;

        bool stopped = await work.StopAsync(left, TestContext.Current.CancellationToken);

        if (scenario.Probe.Abilities.HasFlag(AgentAbilities.Cancel)) stopped.ShouldBeTrue();
        if (!stopped || !scenario.Probe.Abilities.HasFlag(AgentAbilities.Reattach)) return;
        (await Endless(Server).Probe.RunAsync(call, left)).Error.Kind.ShouldBeOneOf(AgentErrorKind.Rejected, AgentErrorKind.AgentFault);
        await work.StopAsync(left, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task AQuestionIsAnsweredAndTheWorkGoesOn()
    {
        if (Asks(Server) is not { } scenario) return;
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);
        AgentInterrupt question = asked.Questions.ShouldHaveSingleItem();
        scenario.Probe.Work.Check(question, scenario.GoodAnswer).ShouldBeNull();
        AgentHandle handle = asked[^1].Handle!;

        var told = await Asks(Server)!.Probe.RunAsync(call with { Turn = 1 }, handle, new AgentAnswer(question, scenario.GoodAnswer));

        told.Answer.ShouldBe(scenario.Expected);
        told.Handle.Turn.ShouldBe(1);
    }

    [Fact]
    public async Task AQuestionThatIsAskedForAgainIsTheSame()
    {
        if (Asks(Server) is not { } scenario || !scenario.Probe.Abilities.HasFlag(AgentAbilities.IdempotentStart)) return;
        AgentCallId call = NewCall();
        var first = await scenario.Probe.RunAsync(call);

        var second = await Asks(Server)!.Probe.RunAsync(call);

        second.Questions.ShouldBe(first.Questions);
        (await CountTurnsAsync(first.Handle)).ShouldBe(1);
    }

    [Fact]
    public async Task TheSameAnswerSentTwiceIsHeardOnce()
    {
        if (Asks(Server) is not { } scenario || !scenario.Probe.Abilities.HasFlag(AgentAbilities.IdempotentStart)) return;
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);
        AgentHandle waiting = asked[^1].Handle!;
        var answer = new AgentAnswer(asked.Questions[0], scenario.GoodAnswer);
        var first = await Asks(Server)!.Probe.RunAsync(call with { Turn = 1 }, waiting, answer);

        var withoutHandle = await Asks(Server)!.Probe.RunAsync(call with { Turn = 1 }, waiting, answer);
        var withHandle = await Asks(Server)!.Probe.RunAsync(call with { Turn = 1 }, first.Handle, answer);

        withoutHandle.Answer.ShouldBe(scenario.Expected);
        withHandle.Answer.ShouldBe(scenario.Expected);
        (await CountTurnsAsync(first.Handle)).ShouldBe(2);
    }

    [Fact]
    public async Task AnAnswerThatTheSchemaDoesNotAllowIsRefused()
    {
        if (Asks(Server) is not { BadAnswer: { } bad } scenario) return;
        AgentInterrupt question = (await scenario.Probe.RunAsync(NewCall())).Questions[0];

        string wrong = scenario.Probe.Work.Check(question, bad).ShouldNotBeNull();

        question.ResponseSchema.ShouldNotBeNull();
        wrong.ShouldContain("$");
        scenario.Probe.Work.Check(question, "no json").ShouldNotBeNull();
    }

    [Fact]
    public async Task AnAnswerToAQuestionThatIsNotOpenIsRefused()
    {
        if (!RemembersAnswers || Asks(Server) is not { } scenario) return;
        AgentCallId call = NewCall();
        var asked = await scenario.Probe.RunAsync(call);
        var answer = new AgentAnswer(asked.Questions[0], scenario.GoodAnswer);
        await Asks(Server)!.Probe.RunAsync(call with { Turn = 1 }, asked[^1].Handle, answer);

        var told = await Asks(Server)!.Probe.RunAsync(call with { Turn = 2 }, asked[^1].Handle, answer);

        told.Error.Kind.ShouldBe(AgentErrorKind.InterruptNotPending);
    }

    /// <summary>Begins, and lets go as soon as the work is the server's.</summary>
    protected static async Task<AgentHandle> LetGoAsync(Scenario scenario, AgentCallId call)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        AgentHandle? handle = null;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var told in scenario.Probe.AskAsync(call, handle: null, [], gone.Token))
            {
                handle = told.Handle ?? handle.ShouldNotBeNull(told.ToString());
                if (scenario.IsAtWork(handle)) await gone.CancelAsync();
            }
        });
        return handle.ShouldNotBeNull();
    }

    private static Uri UnusedAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
