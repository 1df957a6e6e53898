using Microsoft.CodeAnalysis;
using Perdure.Generators.Tests.Contracts;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR603Tests
{
    private const string Source = """
        [McpTool("tools", "write")] public sealed partial class DeskAgent : IAgent<None, string>;
        [McpTool("tools", "print")] public sealed partial class PrinterAgent : IAgent<None, string>;
        """;

    [Fact]
    public async Task ASecondContractOfAnAgentIsReported()
    {
        Diagnostic[] found = await ContractSquiggles.FindAsync(Source, Contract("b.agent.json", "desk"), Contract("a.agent.json", "desk"));

        found.ShouldHaveSingleItem().GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldBe("Contract 'b.agent.json' is of the agent 'desk', as 'a.agent.json' is: leave out the one that is old");
        found[0].Id.ShouldBe("PDR603");
        found[0].Location.GetLineSpan().Path.ShouldBe("b.agent.json");
        found[0].AdditionalLocations.ShouldHaveSingleItem().GetLineSpan().Path.ShouldBe("a.agent.json");
    }

    [Fact]
    public async Task ContractsOfTwoAgentsAreFine() => (await ContractSquiggles.FindAsync(Source, Contract("a.agent.json", "desk"), Contract("b.agent.json", "printer"), new TestDocument("other.json", "{"))).ShouldBeEmpty();

    private static TestDocument Contract(string path, string agent) => new(path, $$"""{ "agent": "{{agent}}", "runtime": "mcp" }""");
}
