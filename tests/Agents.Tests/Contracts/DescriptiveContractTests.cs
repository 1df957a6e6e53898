using Perdure.Agents.Tests.Servers;
using Perdure.Cli;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>The contracts of runtimes that have no schemas: what people see of their agents.</summary>
public sealed class DescriptiveContractTests(AdkServer adk, A2AServer a2a) : IClassFixture<AdkServer>, IClassFixture<A2AServer>
{
    [Theory]
    [InlineData("flow")]
    [InlineData("desk")]
    public async Task AnAppIsPulled(string app)
    {
        adk.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "adk", "--name", $"adk-{app}", "--agent", app, "--url", adk.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Done, command.Errors);

        command.Output.ShouldBe($"adk-{app}.agent.json: written\n  without schemas, which ADK has none of: its types are not compared\n");
        Committed.ShouldBe($"adk-{app}.agent.json", command.Read($"adk-{app}.agent.json"));
    }

    [Fact]
    public async Task AnAppThatIsNotThereIsNamed()
    {
        adk.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "adk", "--name", "flow", "--agent", "flwo", "--url", adk.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Failed);

        command.Errors.ShouldBe("perdure: adk: the server has no app 'flwo': did you mean 'flow'\n");
    }

    [Fact]
    public async Task ACardIsPulled()
    {
        a2a.Require();
        using var command = new Command();

        (await command.RunAsync("agents", "pull", "a2a", "--name", "scripted", "--url", a2a.Url.AbsoluteUri)).ShouldBe(PerdureCommand.Done, command.Errors);

        Committed.ShouldBe("scripted.agent.json", command.Read("scripted.agent.json"));
    }
}
