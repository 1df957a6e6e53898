using Perdure.Cli;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>What is written wrongly is said, with what to write.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("agents push", "'agents push' is no command of perdure: see perdure help")]
    [InlineData("agents pull langgraph", "--name is missing: see perdure help")]
    [InlineData("agents pull langgraph --name", "--name has no value")]
    [InlineData("agents pull langgraph --name a --name b", "--name is written twice")]
    [InlineData("agents pull langgraph --name a --assistant b", "--assistant is no option here: there are --name, --agent, --url, --endpoint, --out")]
    [InlineData("agents pull crew --name a", "'crew' is no runtime that can be asked: there are langgraph, mcp, a2a, adk")]
    [InlineData("agents pull mcp --name a", "--agent is missing: it names the tool of mcp")]
    [InlineData("agents pull mcp --name ../a --agent b", "'../a' is no name of an agent: --name is its durable name, as 'desk'")]
    [InlineData("agents refresh nowhere", "there is no folder nowhere")]
    [InlineData("agents pull mcp --name a --agent b", "The Mcp endpoint 'default' is not configured (none is): set Perdure:Agents:Mcp:default:Url, or add it in AddMcp(…), or write --url")]
    [InlineData("agents pull langgraph --name a --agent b --url nowhere", "The setting 'Perdure:Agents:LangGraph:default:Url' is no absolute address: write it as https://host/path")]
    public async Task AMistakeIsNamed(string line, string problem)
    {
        using var command = new Command();

        (await command.RunAsync(line.Split(' '))).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe($"perdure: {problem}\n");
        command.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("agents", "pull", "-h")]
    public async Task HelpIsGivenToWhoeverAsks(params string[] args)
    {
        using var command = new Command();

        (await command.RunAsync(args)).ShouldBe(PerdureCommand.Done);
        command.Output.ShouldStartWith("perdure agents pull <runtime>");
    }

    [Fact]
    public async Task AContractThatIsNoneIsNamedAndTheOthersAreAsked()
    {
        using var command = new Command();
        command.Write("a.agent.json", "{");
        command.Write("b.agent.json", """{ "agent": "b", "runtime": "mcp", "of": { "tool": "t" } }""");

        (await command.RunAsync("agents", "refresh")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldStartWith("perdure: a.agent.json: it ends");
        command.Output.ShouldBe("b.agent.json: not asked, since the endpoint Perdure:Agents:Mcp:default is not configured\n");
    }

    [Fact]
    public async Task ACheckThatCouldAskNobodyHasFailed()
    {
        using var command = new Command();
        command.Write("b.agent.json", """{ "agent": "b", "runtime": "mcp", "of": { "tool": "t" } }""");

        (await command.RunAsync("agents", "refresh", "--check")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe("perdure: b.agent.json: nobody could be asked whether it has changed, since the endpoint Perdure:Agents:Mcp:default is not configured\n");
    }

    [Fact]
    public async Task AServerThatIsNotThereIsNamed()
    {
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "langgraph", "--name", "desk", "--agent", "desk", "--url", "http://127.0.0.1:9")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldStartWith("perdure: langgraph: nobody is reached at 127.0.0.1:9");
        Directory.EnumerateFiles(command.Folder).ShouldBeEmpty();
    }
}
