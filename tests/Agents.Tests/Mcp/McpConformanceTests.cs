using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Mcp;

/// <summary>2026-07-28.</summary>
public sealed class McpConformanceTests(Mcp2026Server server) : McpCases(server), IClassFixture<Mcp2026Server>
{
    protected override Scenario? Asks(Uri at) => Tools.Scenario<Topic, Outcome>(at, "ask", new Topic("birds"), new Outcome("published")) with { GoodAnswer = """{"approved":true}""", BadAnswer = """{"approved":"maybe"}""" };
}

/// <summary>2025-11-25.</summary>
public sealed class McpSessionConformanceTests(Mcp2025Server server) : McpCases(server), IClassFixture<Mcp2025Server>
{
    protected override Scenario? Asks(Uri at) => Tools.Scenario<Topic, Outcome>(at, "ask", new Topic("birds"), new Outcome("accept")) with { GoodAnswer = """{"approved":true}""", BadAnswer = """{"approved":"maybe"}""" };
}

/// <summary>The cases, of whatever revision.</summary>
/// <param name="server">The server.</param>
public abstract class McpCases(NodeFixture server) : AgentConformance(server)
{
    /// <summary>A server without memory takes back whatever it has signed, and one with sessions is called anew.</summary>
    protected override bool RemembersAnswers => false;

    protected override Scenario Answers(Uri at) => Tools.Scenario<Addends, Sum>(at, "add", new Addends(2, 3), new Sum(5));

    protected override Scenario? Streams(Uri at) => null;

    protected override Scenario Mismatches(Uri at) => Tools.Scenario<Addends, TextSum>(at, "add", new Addends(2, 3)) with { Path = "$.structuredContent.sum" };

    protected override Scenario Fails(Uri at) => Tools.Scenario<Nothing, string>(at, "fail", new Nothing());

    protected override Scenario Unknown(Uri at) => Tools.Scenario<Nothing, string>(at, "nobody", new Nothing());

    protected override Scenario Slow(Uri at) => Tools.Scenario<Delay, string>(at, "slow", new Delay(1_000), "waited");

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => throw new InvalidOperationException("No server of MCP counts.");
}

public sealed class McpFaultTests(Mcp2026Server server) : McpFaultCases(server), IClassFixture<Mcp2026Server>;

public sealed class McpSessionFaultTests(Mcp2025Server server) : McpFaultCases(server), IClassFixture<Mcp2025Server>;

/// <summary>The faults, of whatever revision.</summary>
/// <param name="server">The server.</param>
public abstract class McpFaultCases(NodeFixture server) : FaultConformance(server)
{
    protected override (string Method, string Path) StartRequest => ("POST", "tools/call");

    protected override string? MidStream => "step 1";

    protected override bool IsFound => false;

    protected override Scenario Answers(Uri at) => Tools.Scenario<Delay, string>(at, "slow", new Delay(200), "waited", static endpoint =>
    {
        endpoint.ApiKey = Secret;
        endpoint.RequestTimeout = Patience;
    });

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => throw new InvalidOperationException("No server of MCP counts.");
}
