namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR120Tests
{
    private const string Id = "PDR120";

    private const string Message = "Step 'Pay' is marked [NotIdempotent], but 'PayAgent' can neither be found at work again nor told a repeated request from a new one: behind a crash a person has to decide";

    [Fact]
    public Task AStepThatDoesHarmWhenDoneTwiceIsWarnedAbout() => AssertAsync("[ChatAgent]", "[Step<PayAgent>, NotIdempotent]", "[|Pay|]", Message);

    [Fact]
    public Task AnAgentThatDoesIsToo() => AssertAsync("[ChatAgent, NotIdempotent]", "[Step<PayAgent>]", "[|Pay|]", Message);

    [Theory]
    [InlineData("[LangGraphAgent(\"pay\")]", "[Step<PayAgent>, NotIdempotent]")]
    [InlineData("[ChatAgent]", "[Step<PayAgent>]")]
    public Task OthersAreFine(string agent, string step) => AssertAsync(agent, step, "Pay");

    [Fact]
    public Task AnAgentOfAnotherAssemblyIsReadAsWell() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step<PayAgent>, NotIdempotent]", "[|Pay|]"),
        [RemoteKinds.Reference, GeneratorRun.Of(TestCompilation.Named("Library", [RemoteKinds.Reference], "[ChatAgent] public sealed partial class PayAgent : IAgent<string, string>;")).ToReference()],
        Message);

    private static Task AssertAsync(string agent, string step, string name, params string[] messages) =>
        Squiggles.AssertAsync(Id, $"{agent} public sealed partial class PayAgent : IAgent<string, string>;\n\n{Workflow(step, name)}", [RemoteKinds.Reference], messages);

    private static string Workflow(string step, string name) => $$"""
        [Workflow]
        public sealed partial class PayOrder : IWorkflow<string, string>
        {
            {{step}} private partial ValueTask<string> {{name}}(string order);
        }
        """;
}
