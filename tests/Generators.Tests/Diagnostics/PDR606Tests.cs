using Perdure.Generators.Tests.Contracts;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>Type by type: <see cref="OutputTests"/>.</summary>
public sealed class PDR606Tests
{
    private const string Contract = """{ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }""";

    [Fact]
    public Task AFieldThatIsNotAnsweredAnyMoreIsAnError() => ContractSquiggles.AssertAsync(
        "PDR606",
        """
        [McpTool("tools", "write")]
        public sealed partial class DeskAgent : IAgent<None, [|Draft|]>;

        public sealed record Draft(string Text, int Words);
        """,
        ContractSquiggles.Tool("{}", Contract),
        "Agent 'DeskAgent' reads 'Draft', which its contract does not answer: at $.words a whole number is expected, and nothing is answered");

    [Fact]
    public Task TheTextOfAToolIsAlwaysThere() => ContractSquiggles.AssertAsync(
        "PDR606", "[McpTool(\"tools\", \"write\")] public sealed partial class DeskAgent : IAgent<None, string>;", ContractSquiggles.Tool("{}", Contract));

    [Fact]
    public Task WhereTheRuntimeDoesNotSayNothingIsCompared() => ContractSquiggles.AssertAsync(
        "PDR606", "[McpTool(\"tools\", \"write\")] public sealed partial class DeskAgent : IAgent<None, int>;", ContractSquiggles.Tool("{}"));
}
