namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR023Tests
{
    private const string Id = "PDR023";

    [Fact]
    public Task ABaseClassIsReported() => AssertAsync(
        """
        public class Base { }
        [LangGraphAgent("desk")] public sealed partial class [|DeskAgent|] : Base, IAgent<string, string>;
        """,
        "Agent 'DeskAgent' derives from 'Base', but the generator gives it the base class RemoteAgent");

    [Fact]
    public Task TheBaseClassThatIsGeneratedIsReportedToo() => AssertAsync(
        """
        [LangGraphAgent("desk")]
        public sealed partial class [|DeskAgent|] : RemoteAgent<string, string>, IAgent<string, string>
        {
            public [|DeskAgent|](IRemoteAgent<string, string> remote) : base("desk", remote) { }
        }
        """,
        "Agent 'DeskAgent' derives from 'RemoteAgent<string, string>', but the generator gives it the base class RemoteAgent",
        "Agent 'DeskAgent' declares a constructor, but the generator writes the one that connects it");

    [Theory]
    [InlineData("public sealed partial class DeskAgent : IAgent<string, string> { internal [|DeskAgent|](int number) { } }")]
    [InlineData("public sealed partial class [|DeskAgent|](int number) : IAgent<string, string> { public int Number => number; }")]
    public Task AConstructorIsReported(string @class) =>
        AssertAsync($"[LangGraphAgent(\"desk\")] {@class}", "Agent 'DeskAgent' declares a constructor, but the generator writes the one that connects it");

    [Theory]
    [InlineData("public ValueTask<string> [|InvokeAsync|]")]
    [InlineData("ValueTask<string> IAgent<string, string>.[|InvokeAsync|]")]
    public Task AnAnswerOfItsOwnIsReported(string method) => AssertAsync(
        $$"""
        [LangGraphAgent("desk")]
        public sealed partial class DeskAgent : IAgent<string, string>
        {
            {{method}}(string input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }
        """,
        "Agent 'DeskAgent' writes InvokeAsync itself, but its answers come from the runtime: mark it [Agent] if it answers here");

    [Fact]
    public Task ARecordIsReported() =>
        AssertAsync("[LangGraphAgent(\"desk\")] public sealed partial record [|DeskAgent|] : IAgent<string, string>;", "Agent 'DeskAgent' is a record, which cannot have the class RemoteAgent as its base");

    [Fact]
    public Task OtherMembersAreFine() => AssertAsync(
        """
        [LangGraphAgent("desk"), Retry(3)]
        public sealed partial class DeskAgent : IAgent<string, string>, IDisposable
        {
            private static readonly int Most = 3;
            static DeskAgent() { }
            public ValueTask<string> InvokeAsync(string input) => new(input + Most);
            public void Dispose() { }
        }
        """);

    [Fact]
    public Task AStepOfAWrongAgentSaysNothingMore() => AssertAsync(
        """
        [LangGraphAgent("desk")] public sealed partial class DeskAgent : IAgent<string, string> { public [|DeskAgent|]() { } }

        [Workflow]
        public sealed partial class Report : IWorkflow<string, string>
        {
            [Step<DeskAgent>] private partial ValueTask<string> Write(string text);
        }
        """);

    private static Task AssertAsync(string source, params string[] messages) => Squiggles.AssertAsync(Id, source, [RemoteKinds.Reference], messages);
}
