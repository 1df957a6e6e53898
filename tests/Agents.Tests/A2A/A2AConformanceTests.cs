using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.A2A;

/// <summary>1.0, by JSON-RPC.</summary>
public sealed class A2AConformanceTests(A2AServer server) : A2ACases(server, Card.Own), IClassFixture<A2AServer>;

/// <summary>1.0, by HTTP+JSON.</summary>
public sealed class A2ARestConformanceTests(A2AServer server) : A2ACases(server, Card.Rest), IClassFixture<A2AServer>;

/// <summary>0.3, by JSON-RPC.</summary>
public sealed class A2AZeroThreeConformanceTests(A2AServer server) : A2ACases(server, Card.ZeroThree), IClassFixture<A2AServer>
{
    /// <summary>Tasks of a context cannot be asked for.</summary>
    protected override bool FindsWithoutHandle => false;
}

/// <summary>1.0, of an agent that has to be asked how far it is.</summary>
public sealed class A2ASilentConformanceTests(A2AServer server) : A2ACases(server, Card.Silent), IClassFixture<A2AServer>
{
    protected override Scenario? Streams(Uri at) => null;
}

/// <summary>The cases, of whatever version and binding.</summary>
public abstract class A2ACases : AgentConformance
{
    private readonly Card card;

    private protected A2ACases(A2AServer server, Card card)
        : base(server) => this.card = card;

    protected override Scenario Answers(Uri at) => Scripted.Scenario<Topic>(at, "json birds", new Topic("birds"), card);

    protected override Scenario? Streams(Uri at) => Scripted.Scenario<string>(at, "stream one two three", "one two three", card) with { Words = "one two three" };

    protected override Scenario Mismatches(Uri at) => Scripted.Scenario<Priced>(at, "json birds", card: card) with { Path = "$.topic" };

    protected override Scenario Fails(Uri at) => Scripted.Scenario<string>(at, "fail", card: card);

    protected override Scenario Unknown(Uri at) => Scripted.Scenario<string>(new Uri(at, "/nobody"), "x");

    protected override Scenario Endless(Uri at) => Scripted.Scenario<string>(at, "delay 60000", "waited", card);

    protected override Scenario Slow(Uri at) => Scripted.Scenario<string>(at, "delay 1500", "waited", card);

    protected override Scenario? Asks(Uri at) => Scripted.Scenario<Decision>(at, "approve birds", new Decision("rejected", "dull"), card) with { GoodAnswer = """{"approved":false,"reason":"dull"}""" };

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => Scripted.CountMessagesAsync(Server, handle);
}

/// <summary>What goes wrong on the way to an agent of 1.0.</summary>
public sealed class A2AFaultTests(A2AServer server) : A2AFaultCases(server, Card.Own), IClassFixture<A2AServer>
{
    protected override (string Method, string Path) StartRequest => ("POST", "SendStreamingMessage");
}

/// <summary>What goes wrong on the way to an agent of 0.3.</summary>
public sealed class A2AZeroThreeFaultTests(A2AServer server) : A2AFaultCases(server, Card.ZeroThree), IClassFixture<A2AServer>
{
    protected override (string Method, string Path) StartRequest => ("POST", "message/stream");
}

/// <summary>The faults, of whatever version.</summary>
public abstract class A2AFaultCases : FaultConformance
{
    private readonly A2AServer server;
    private readonly Card card;

    private protected A2AFaultCases(A2AServer server, Card card)
        : base(server) => (this.server, this.card) = (server, card);

    protected override bool IsFound => false;

    protected override string? MidStream => "two ";

    protected override Scenario Answers(Uri at) => Scripted.Scenario<string>(at, "stream one two three", "one two three", card, static endpoint =>
    {
        endpoint.ApiKey = Secret;
        endpoint.RequestTimeout = Patience;
    });

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => Scripted.CountMessagesAsync(server.Url, handle);
}
