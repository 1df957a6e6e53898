using Perdure.Cli.Agents;
using Perdure.Planning;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>The file of a contract: its schema and the compiler agree on what one is, and a comparison names what changed.</summary>
public sealed class ContractFileTests
{
    [Theory]
    [InlineData("""{ "agent": "desk", "runtime": "mcp" }""", true)]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "input": true, "output": {}, "endpoint": "a", "of": { "tool": "x" }, "questions": {}, "skills": [], "tools": [], "media": {}, "graph": { "nodes": [], "edges": [] } }""", true)]
    [InlineData("""{ "runtime": "mcp" }""", false)]
    [InlineData("""{ "agent": "desk" }""", false)]
    [InlineData("""{ "agent": "", "runtime": "mcp" }""", false)]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "inputs": {} }""", false)]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "of": { "tool": 1 } }""", false)]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "input": "text" }""", false)]
    [InlineData("[]", false)]
    public void ItsSchemaAndTheCompilerAgree(string text, bool isOne)
    {
        Committed.IsLawful(text).ShouldBe(isOne);
        (ContractReader.Read(text).Contract is not null).ShouldBe(isOne);
    }

    [Fact]
    public void TheCommittedOnesAreContracts()
    {
        Committed.Files.ShouldNotBeEmpty();
        foreach (string file in Committed.Files) Committed.ShouldBeLawful(File.ReadAllText(file));
    }

    [Fact]
    public void AComparisonNamesWhatChanged() => ContractText.Compare(
        """{ "input": { "type": "object", "required": ["a"], "old": 1 }, "same": [1, 2] }""",
        """{ "same": [1, 2], "input": { "required": ["a", "b"], "type": "object", "new": null } }""")
        .ShouldBe(["""$.input.required: ["a"] → ["a","b"]""", "$.input.old: gone, it was 1", "$.input.new: new, null"]);

    [Fact]
    public void OrderIsNoChange() => ContractText.Compare("""{ "a": 1, "b": 2 }""", """{ "b": 2, "a": 1 }""").ShouldBeEmpty();
}
