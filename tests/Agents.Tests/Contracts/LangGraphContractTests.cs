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

    [Fact]
    public async Task AGraphOfWhichTheServerMakesNoSchemasIsWrittenWithoutThem()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("GET", "/schemas", new Fault.Answer(500, """{"error":"cannot make a schema for the-secret-key"}"""));
        using var command = new Command();
        command.Configure("LangGraph", "default", proxy.Url);

        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk")).ShouldBe(PerdureCommand.Done, command.Errors);

        command.Output.ShouldBe("desk.agent.json: written\n  without schemas, since the server makes none of this graph's state (it answers 500: cannot make a schema for ***): its types are not compared\n");
        command.Read("desk.agent.json").ShouldNotContain("\"input\"");
        command.Read("desk.agent.json").ShouldContain("\"publish\"");
        Committed.ShouldBeLawful(command.Read("desk.agent.json"));
        proxy.Heard.ShouldAllBe(static request => request.Headers["x-api-key"] == "the-secret-key");
    }

    [Fact]
    public async Task ARefreshDoesNotLoseSchemasThatWereThere()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        using var command = new Command();
        command.Configure("LangGraph", "default", proxy.Url);
        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk")).ShouldBe(PerdureCommand.Done, command.Errors);
        string before = command.Read("desk.agent.json");
        proxy.Next("GET", "/schemas", new Fault.Answer(500, """{"error":"out of memory"}"""));

        (await command.RunAsync("agents", "refresh")).ShouldBe(PerdureCommand.Failed);

        command.Errors.ShouldStartWith("perdure: desk.agent.json: it has schemas, and now there are none (");
        command.Read("desk.agent.json").ShouldBe(before);
    }

    [Fact]
    public async Task WhoIsNotLetInIsTold()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        proxy.Next("POST", "/assistants/search", new Fault.Answer(401, """{"error":"the key the-secret-key is not known"}"""));
        using var command = new Command();
        command.Configure("LangGraph", "default", proxy.Url);

        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk")).ShouldBe(PerdureCommand.Failed);

        command.Errors.ShouldBe("perdure: langgraph: it answers 401: the key *** is not known\n");
    }
}
