using Perdure.Agents.Tests.Servers;
using Perdure.Cli;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>The contract of a graph, from a real server.</summary>
public sealed class LangGraphContractTests(LangGraphServer server) : IClassFixture<LangGraphServer>
{
    [Fact]
    public async Task AGraphIsPulled()
    {
        server.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk", "--url", server.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Done, command.Errors);

        command.Output.ShouldBe("desk.agent.json: written\n");
        Committed.ShouldBe("desk.agent.json", command.Read("desk.agent.json"));
        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk", "--url", server.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe("perdure: desk.agent.json is there already: perdure agents refresh asks again for what it says\n");
    }

    [Fact]
    public async Task AGraphThatIsNotThereIsNamed()
    {
        server.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "dsk", "--url", server.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Failed);

        command.Errors.ShouldBe("perdure: langgraph: the server has no assistant 'dsk': did you mean 'desk'\n");
    }

    [Fact]
    public async Task WhatHasChangedIsNamedAndMended()
    {
        server.Require();
        using var command = new Command();
        command.Configure("LangGraph", "eu", server.Url);
        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk", "--endpoint", "eu")).ShouldBe(PerdureCommand.Done, command.Errors);
        string now = command.Read("desk.agent.json");
        now.ShouldNotContain("the-secret-key");
        now.ShouldNotContain(server.Url.Authority);

        (await command.RunAsync("agents", "refresh", "--check")).ShouldBe(PerdureCommand.Done, command.Errors);
        command.Output.ShouldBe("desk.agent.json: as it is\n");

        string old = now.Replace("\"integer\"", "\"string\"", StringComparison.Ordinal);
        command.Write("desk.agent.json", old);
        (await command.RunAsync("agents", "refresh", "--check")).ShouldBe(PerdureCommand.Changed);
        command.Output.ShouldStartWith("desk.agent.json: changed\n  $.input.properties.delayMs.type: \"string\" → \"integer\"\n");
        command.Read("desk.agent.json").ShouldBe(old);

        (await command.RunAsync("agents", "refresh", ".")).ShouldBe(PerdureCommand.Done);
        command.Output.ShouldStartWith("desk.agent.json: rewritten\n");
        command.Read("desk.agent.json").ShouldBe(now);
    }
}
