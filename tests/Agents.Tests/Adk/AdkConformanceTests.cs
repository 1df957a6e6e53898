using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Adk;

/// <summary>An app of one agent, whose tool wants to be confirmed.</summary>
public sealed class AdkAgentConformanceTests(AdkServer server) : AgentConformance(server), IClassFixture<AdkServer>
{
    protected override Scenario Answers(Uri at) => App.Scenario<Topic>(at, "desk", "json birds", new Topic("birds"));

    protected override Scenario? Streams(Uri at) => App.Scenario<string>(at, "desk", "big world", "desk: big world") with { Words = "desk: big world" };

    protected override Scenario Mismatches(Uri at) => App.Scenario<Topic>(at, "desk", "no json");

    protected override Scenario Fails(Uri at) => App.Scenario<string>(at, "desk", "fail");

    protected override Scenario Unknown(Uri at) => App.Scenario<string>(at, "nobody", "x");

    protected override Scenario Slow(Uri at) => App.Scenario<string>(at, "desk", "delay 1000", "waited");

    protected override Scenario? Asks(Uri at) => App.Scenario<string>(at, "desk", "publish birds", """publish: {"published":"birds"}""") with { GoodAnswer = """{"confirmed":true}""", BadAnswer = """{"confirmed":"maybe"}""" };

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => App.CountMessagesAsync(Server, "desk", handle);
}

/// <summary>Two agents in turn, and a workflow of several nodes, which asks for an input by a schema.</summary>
public sealed class AdkWorkflowConformanceTests(AdkServer server) : AgentConformance(server), IClassFixture<AdkServer>
{
    protected override Scenario Answers(Uri at) => Scenario.Of(Chain<string>(at), "birds", "editor: [writer] said: writer: birds");

    protected override Scenario? Streams(Uri at) => null;

    protected override Scenario Mismatches(Uri at) => Scenario.Of(Chain<Urgent>(at), "birds");

    protected override Scenario Fails(Uri at) => App.Scenario<string>(at, "chain", "fail");

    protected override Scenario Unknown(Uri at) => App.Scenario<string>(at, "nobody", "x");

    protected override Scenario Slow(Uri at) => Scenario.Of(Chain<string>(at), "delay 1000", "editor: [writer] said: waited");

    protected override Scenario? Asks(Uri at) => App.Scenario<Decision>(at, "flow", "birds", new Decision("rejected", "dull")) with { GoodAnswer = """{"approved":false,"reason":"dull"}""", BadAnswer = """{"approved":"maybe"}""" };

    private static IRemoteAgent<string, TOut> Chain<TOut>(Uri at) => App.Connect<TOut>(at, new AdkAgentAttribute("chain") { OutputNode = "editor" });

    protected override async Task<int> CountTurnsAsync(AgentHandle handle) => await App.CountMessagesAsync(Server, "chain", handle) + await App.CountMessagesAsync(Server, "flow", handle);
}

public sealed class AdkFaultTests(AdkServer server) : FaultConformance(server), IClassFixture<AdkServer>
{
    private readonly AdkServer server = server;

    protected override (string Method, string Path) StartRequest => ("POST", "/run_sse");

    protected override string? MidStream => "big ";

    protected override Scenario Answers(Uri at) => App.Scenario<string>(at, "desk", "big world", "desk: big world", static endpoint =>
    {
        endpoint.ApiKey = Secret;
        endpoint.RequestTimeout = Patience;
    });

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => App.CountMessagesAsync(server.Url, "desk", handle);
}
