using Perdure.Generators.Tests.Contracts;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR602Tests
{
    private const string Id = "PDR602";

    [Theory]
    [InlineData("dekk", "which no remote agent of this project is called: did you mean 'desk'")]
    [InlineData("weather", "which no remote agent of this project is called")]
    [InlineData("local", "but 'LocalAgent', which is called so, is no remote agent")]
    public Task AContractOfNobodyIsReported(string name, string problem) => ContractSquiggles.AssertFileAsync(
        Id, Source, $$"""{ "agent": [|"{{name}}"|], "runtime": "mcp" }""", $"Contract 'desk.agent.json' is of the agent '{name}', {problem}");

    [Fact]
    public Task TheNameIsTheDurableOne() => ContractSquiggles.AssertFileAsync(Id, Source.Replace("\"write\"", "\"write\", Name = \"writer\"", StringComparison.Ordinal), """{ "agent": "writer", "runtime": "mcp" }""");

    private const string Source = """
        [McpTool("tools", "write")] public sealed partial class DeskAgent : IAgent<None, string>;

        [Agent]
        public sealed class LocalAgent : IAgent<string, string>
        {
            public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }
        """;
}
