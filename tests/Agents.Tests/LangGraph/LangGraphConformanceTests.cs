using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.LangGraph;

public sealed class LangGraphConformanceTests(LangGraphServer server) : AgentConformance(server), IClassFixture<LangGraphServer>
{
    protected override Scenario Answers(Uri at) => Desk.Scenario(at, new DeskInput("auto", "birds"), new DeskResult("published", "Draft about birds"));

    protected override Scenario? Streams(Uri at) => Desk.Scenario(at, new DeskInput("chat", "big world"), new DeskResult("answered", "echo: big world")) with { Words = "echo: big world" };

    protected override Scenario Mismatches(Uri at) => Scenario.Of(Desk.Connect<Priced>(at), new DeskInput("auto", "birds")) with { Path = "$.result.price" };

    protected override Scenario Fails(Uri at) => Desk.Scenario(at, new DeskInput("fail"));

    protected override Scenario Unknown(Uri at) => Scenario.Of(Desk.Connect<DeskResult>(at, new LangGraphAgentAttribute("nobody")), new DeskInput("auto"));

    protected override Scenario Endless(Uri at) => Desk.Scenario(at, new DeskInput("slow", DelayMs: 60_000), new DeskResult("slept"));

    protected override Scenario Slow(Uri at) => Desk.Scenario(at, new DeskInput("slow", DelayMs: 1_500), new DeskResult("slept"));

    protected override Scenario? Asks(Uri at) => Desk.Scenario(at, new DeskInput("review", "fish"), new DeskResult("published", "Better fish")) with { GoodAnswer = """{"approved":true,"text":"Better fish"}""" };

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => Desk.CountRunsAsync(Server, handle);
}

public sealed class LangGraphFaultTests(LangGraphServer server) : FaultConformance(server), IClassFixture<LangGraphServer>
{
    private readonly LangGraphServer server = server;

    protected override (string Method, string Path) StartRequest => ("POST", "/runs/stream");

    protected override string? MidStream => "\"write\"";

    protected override Scenario Answers(Uri at) => Desk.Scenario(at, new DeskInput("auto", "birds"), new DeskResult("published", "Draft about birds"), static endpoint =>
    {
        endpoint.ApiKey = Secret;
        endpoint.RequestTimeout = Patience;
    });

    protected override Task<int> CountTurnsAsync(AgentHandle handle) => Desk.CountRunsAsync(server.Url, handle);
}
