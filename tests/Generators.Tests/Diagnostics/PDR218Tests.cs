namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR218Tests
{
    private const string Id = "PDR218";

    [Fact]
    public Task AStepThatCallsAnAgentHasNoChild() => Squiggles.AssertAsync(
        Id,
        Source("[Step<EchoAgent>(ParentClose = ParentClosePolicy.Abandon)]", "[|Ask|]"),
        "Step 'Ask' sets ParentClose, which is about child workflows, and calls the agent 'EchoAgent'");

    [Theory]
    [InlineData("[Step<EchoAgent>(ParentClose = ParentClosePolicy.Cancel)]")]
    [InlineData("[Step<Child>(ParentClose = ParentClosePolicy.Abandon)]")]
    public Task AChildOrTheDefaultIsFine(string step) => Squiggles.AssertNoneAsync(Source(step, "Ask"));

    private static string Source(string step, string name) => $$"""
        using System.Threading;
        using System.Threading.Tasks;
        using Perdure;

        public sealed record Doc(string Text);

        [Agent]
        public sealed class EchoAgent : IAgent<Doc, Doc>
        {
            public ValueTask<Doc> InvokeAsync(Doc doc, AgentContext context, CancellationToken cancellationToken) => new(doc);
        }

        [Workflow]
        public sealed partial class Child : IWorkflow<Doc, Doc>
        {
            [Step]
            private static Doc Copy(Doc doc) => doc;
        }

        [Workflow]
        public sealed partial class Parent : IWorkflow<Doc, Doc>
        {
            {{step}}
            private partial ValueTask<Doc> {{name}}(Doc doc);
        }
        """;
}
