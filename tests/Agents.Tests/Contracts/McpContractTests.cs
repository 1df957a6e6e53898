using Perdure.Agents.Tests.Servers;
using Perdure.Cli;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>The contracts of tools, from real servers of both revisions.</summary>
public sealed class McpContractTests(Mcp2025Server older, Mcp2026Server newer) : IClassFixture<Mcp2025Server>, IClassFixture<Mcp2026Server>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AToolIsPulled(bool isNew)
    {
        NodeFixture server = isNew ? newer : older;
        server.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "mcp", "--name", "adder", "--agent", "add", "--endpoint", "scripted", "--url", server.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Done, command.Errors);

        Committed.ShouldBe($"adder-{(isNew ? "2026" : "2025")}.agent.json", command.Read("adder.agent.json"));
    }

    [Fact]
    public async Task AToolThatIsNotThereIsNamed()
    {
        newer.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "mcp", "--name", "adder", "--agent", "ad", "--url", newer.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Failed);

        command.Errors.ShouldStartWith("perdure: mcp: the server has no tool 'ad': ");
        command.Errors.ShouldContain("'add'");
    }
}
