namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR005Tests
{
    private const string Id = "PDR005";

    private const string Answer = "public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);";

    [Fact]
    public Task AnAgentWithoutAContractIsReported() => Squiggles.AssertAsync(
        Id, "[Agent] public sealed class [|LengthAgent|];", "Agent 'LengthAgent' does not implement IAgent<TIn, TOut>, so nothing says what it takes and returns");

    [Fact]
    public Task TwoContractsAreReported() => Squiggles.AssertAsync(
        Id,
        $$"""
        [Agent]
        public sealed class [|LengthAgent|] : IAgent<string, int>, IAgent<int, int>
        {
            {{Answer}}
            public ValueTask<int> InvokeAsync(int input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }
        """,
        "Agent 'LengthAgent' implements 'IAgent<string, int>' and 'IAgent<int, int>', but answers one kind of input only");

    [Theory]
    [InlineData("public abstract class [|LengthAgent|]", "is abstract")]
    [InlineData("public sealed class [|LengthAgent|]<T>", "is generic")]
    [InlineData("file sealed class [|LengthAgent|]", "is file-scoped")]
    public Task AClassThatCannotBeAnAgentIsReported(string declaration, string problem) => Squiggles.AssertAsync(
        Id, $"[Agent] {declaration} : IAgent<string, int> {{ {Answer} }}", $"Agent 'LengthAgent' {problem}, which an agent cannot be");

    [Fact]
    public Task APrivateAgentIsReported() => Squiggles.AssertAsync(
        Id, $"public class Outer {{ [Agent] private sealed class [|LengthAgent|] : IAgent<string, int> {{ {Answer} }} }}", "Agent 'LengthAgent' is private, which an agent cannot be");

    [Fact]
    public Task ATupleIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Agent]
        public sealed class [|PairAgent|] : IAgent<string, (int, int)>
        {
            public ValueTask<(int, int)> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new((1, 2));
        }
        """,
        "Agent 'PairAgent' takes or returns the tuple '(int, int)', whose values JSON would lose: make it a record");

    [Theory]
    [InlineData("public sealed partial class [|DeskAgent|]", "does not implement IAgent<TIn, TOut>, so nothing says what it takes and returns")]
    [InlineData("public sealed partial class [|DeskAgent|] : IAgent<string, int>, IAgent<int, int>", "implements 'IAgent<string, int>' and 'IAgent<int, int>', but answers one kind of input only")]
    [InlineData("public abstract partial class [|DeskAgent|] : IAgent<string, int>", "is abstract, which an agent cannot be")]
    [InlineData("public static partial class [|DeskAgent|]", "is static, which an agent cannot be")]
    [InlineData("public sealed partial class [|DeskAgent|]<T> : IAgent<string, T>", "is generic, which an agent cannot be")]
    [InlineData("public sealed partial class [|DeskAgent|] : IAgent<string, (int, int)>", "takes or returns the tuple '(int, int)', whose values JSON would lose: make it a record")]
    public Task ARemoteAgentIsAnAgentLikeAnyOther(string declaration, string problem) => Squiggles.AssertAsync(
        Id, $"[LangGraphAgent(\"desk\")] {declaration};".Replace("static partial class [|DeskAgent|];", "static partial class [|DeskAgent|] { }", StringComparison.Ordinal), [RemoteKinds.Reference], $"Agent 'DeskAgent' {problem}");

    [Fact]
    public Task AClosedSubclassOfAGenericAgentIsFine() => Squiggles.AssertNoneAsync(
        """
        public abstract class EchoAgent<T> : IAgent<T, T>
        {
            public ValueTask<T> InvokeAsync(T input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }

        [Agent] public sealed class EchoTextAgent : EchoAgent<string>;
        """);

    [Fact]
    public Task AStepOfAWrongAgentSaysNothingMore() => Squiggles.AssertAsync(
        Id,
        """
        [Agent] public sealed class [|LengthAgent|];

        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step<LengthAgent>] private partial ValueTask<int> Count(string text);
        }
        """);
}
