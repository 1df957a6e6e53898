namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR024Tests
{
    private const string Id = "PDR024";

    [Theory]
    [InlineData("[Agent, LangGraphAgent(\"desk\")]", "[LangGraphAgent] and [Agent]")]
    [InlineData("[ChatAgent, LangGraphAgent(\"desk\")]", "[ChatAgent] and [LangGraphAgent]")]
    public Task SeveralMarksAreReported(string marks, string named) => Squiggles.AssertAsync(
        Id,
        marks + " public sealed partial class [|DeskAgent|] : IAgent<string, string>;",
        [RemoteKinds.Reference],
        $"Agent 'DeskAgent' is marked {named}, each of which says all that it is: leave out those that are not meant");

    [Fact]
    public Task NothingElseIsSaidOfIt() => Squiggles.AssertAsync(
        Id, "[Agent, LangGraphAgent(\"desk\", Name = \"\")] public abstract class [|DeskAgent|] { public DeskAgent() { } }", [RemoteKinds.Reference]);

    [Fact]
    public Task TheSameMarkTwiceIsTheCompilersToReport() => Squiggles.AssertAsync(
        Id, "[LangGraphAgent(\"desk\"), {|CS0579:LangGraphAgent|}(\"desk\")] public sealed partial class DeskAgent : IAgent<string, string>;", [RemoteKinds.Reference]);

    [Fact]
    public Task OneMarkIsFine() => Squiggles.AssertAsync(Id, "[ChatAgent, Retry(2)] public sealed partial class DeskAgent : IAgent<string, string>;", [RemoteKinds.Reference]);
}
