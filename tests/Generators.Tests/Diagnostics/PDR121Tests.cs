namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR121Tests
{
    private const string Id = "PDR121";

    private const string Message = "Step 'Write' has a [Timeout], but 'DeskAgent' cannot be stopped: its work goes on when the time is over";

    [Theory]
    [InlineData("[ChatAgent]", "[Step<DeskAgent>, [|Timeout(\"30s\")|]]", "Write")]
    [InlineData("[ChatAgent, Timeout(\"30s\")]", "[Step<DeskAgent>]", "[|Write|]")]
    public Task ATimeoutThatStopsNothingIsSaid(string agent, string step, string name) => AssertAsync(agent, step, name, Message);

    [Theory]
    [InlineData("[LangGraphAgent(\"desk\")]", "[Step<DeskAgent>, Timeout(\"30s\")]")]
    [InlineData("[ChatAgent]", "[Step<DeskAgent>]")]
    public Task OthersAreFine(string agent, string step) => AssertAsync(agent, step, "Write");

    private static Task AssertAsync(string agent, string step, string name, params string[] messages) => Squiggles.AssertAsync(
        Id,
        $$"""
        {{agent}} public sealed partial class DeskAgent : IAgent<string, string>;

        [Workflow]
        public sealed partial class Report : IWorkflow<string, string>
        {
            {{step}} private partial ValueTask<string> {{name}}(string topic);
        }
        """,
        [RemoteKinds.Reference],
        messages);
}
