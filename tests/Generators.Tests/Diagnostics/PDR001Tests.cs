namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR001Tests
{
    private const string Id = "PDR001";

    [Fact]
    public Task AClassThatIsNotPartialIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed class [|Greeting|] : IWorkflow<string, int>
        {
            [Step]
            private static int Count(string name) => name.Length;
        }
        """,
        "Workflow 'Greeting' is not partial, so its plan cannot be generated");

    [Fact]
    public Task ATypeAroundItThatIsNotPartialIsReported() => Squiggles.AssertAsync(
        Id,
        """
        public static class [|Workflows|]
        {
            [Workflow]
            public sealed partial class Greeting : IWorkflow<string, int>
            {
                [Step]
                private static int Count(string name) => name.Length;
            }
        }
        """,
        "Type 'Workflows' around workflow 'Greeting' is not partial, so its plan cannot be generated");

    [Fact]
    public Task PartialTypesAroundAPartialClassAreFine() => Squiggles.AssertNoneAsync(
        """
        public static partial class Workflows
        {
            [Workflow]
            public sealed partial class Greeting : IWorkflow<string, int>
            {
                [Step]
                private static int Count(string name) => name.Length;
            }
        }
        """);

    [Fact]
    public Task ARemoteAgentThatIsNotPartialIsReported() => Squiggles.AssertAsync(
        Id,
        "public static class [|Agents|] { [LangGraphAgent(\"desk\")] public sealed class [|DeskAgent|] : {|CS0535:IAgent<string, string>|}; }",
        [RemoteKinds.Reference],
        "Type 'Agents' around agent 'DeskAgent' is not partial, so its other half cannot be generated",
        "Agent 'DeskAgent' is not partial, so its other half cannot be generated");

    [Fact]
    public Task AnAgentNeedNotBePartial() => Squiggles.AssertNoneAsync(
        """
        [Agent]
        public sealed class LengthAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """);
}
