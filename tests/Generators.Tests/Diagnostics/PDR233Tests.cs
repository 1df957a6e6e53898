namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR233Tests
{
    private const string Id = "PDR233";

    [Theory]
    [InlineData("[Step<DeskAgent>, [|OnInterrupt<bool>(\"\")|]]", "it waits for signal '', whose name is empty")]
    [InlineData("[Step<DeskAgent>, [|OnInterrupt<bool>(\"42\")|]]", "it waits for signal '42', whose name has no letter")]
    [InlineData("[Step<DeskAgent>, [|OnInterrupt<None>|]]", "its answer is 'None', of which there is nothing to send: let it be a bool, or a record")]
    [InlineData("[Step<DeskAgent>, [|OnInterrupt<int?>|]]", "its answer is 'int?', but a message that was sent is there: leave out the '?'")]
    [InlineData("[Step<DeskAgent>, [|OnInterrupt<Secret>|]]", "its answer is the private type 'Secret', which a sender could not name")]
    [InlineData("[Step<DeskAgent>, [|OnInterrupt<(int, int)>|]]", "its answer is the tuple '(int, int)', whose values JSON would lose: make it a record")]
    [InlineData("[Step<LocalAgent>, [|OnInterrupt<bool>|]]", "'LocalAgent' answers in this process, so that nobody would wait: only a remote agent asks back")]
    [InlineData("[Step<MuteAgent>, [|OnInterrupt<bool>|]]", "the runtime of 'MuteAgent' cannot ask back")]
    public Task AWrongOneIsReported(string marks, string problem) => AssertAsync($"{marks} private partial ValueTask<string> Write(string topic);", $"Step 'Write' is marked [OnInterrupt], but {problem}");

    [Fact]
    public Task ACodeStepIsReported() => AssertAsync(
        "[Step, [|OnInterrupt<bool>|]] private static string Write(string topic) => topic;",
        "Step 'Write' is marked [OnInterrupt], but it calls no agent of its own that could ask back: declare it as [Step<TAgent>]");

    [Fact]
    public Task AStepThatRunsAWorkflowIsReported() => AssertAsync(
        "[Step<Inner>, [|OnInterrupt<bool>|]] private partial ValueTask<string> Write(string topic);",
        "Step 'Write' is marked [OnInterrupt], but it runs the workflow 'Inner', whose steps wait for themselves: mark the one that calls the agent");

    [Theory]
    [InlineData("[Step<DeskAgent>, OnInterrupt<bool>(Timeout = \"7d\")]")]
    [InlineData("[Step<DeskAgent>, OnInterrupt<List<string>>(\"answers\"), Retry(3)]")]
    public Task OthersAreFine(string marks) => AssertAsync($"{marks} private partial ValueTask<string> Write(string topic);");

    private static Task AssertAsync(string step, params string[] messages) => Squiggles.AssertAsync(
        Id,
        $$"""
        [LangGraphAgent("desk")] public sealed partial class DeskAgent : IAgent<string, string>;
        [MuteAgent] public sealed partial class MuteAgent : IAgent<string, string>;

        [Agent]
        public sealed class LocalAgent : IAgent<string, string>
        {
            public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }

        [Workflow]
        public sealed partial class Report : IWorkflow<string, string>
        {
            {{step}}
            private sealed record Secret(string Text);
        }

        [Workflow]
        public sealed partial class Inner : IWorkflow<string, string>
        {
            [Step] private static string Say(string text) => text;
        }

        [AgentRuntime(typeof(MuteConnector), AgentAbilities.Stream | AgentAbilities.Cancel)] public sealed class MuteAgentAttribute : RemoteAgentAttribute;

        public sealed class MuteConnector : IAgentConnector<MuteAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(MuteAgentAttribute attribute, RemoteAgentTypes types) => throw new NotSupportedException();
        }
        """,
        [RemoteKinds.Reference],
        messages);
}
