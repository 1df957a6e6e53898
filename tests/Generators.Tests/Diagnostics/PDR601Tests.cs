using Perdure.Generators.Tests.Contracts;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR601Tests
{
    private const string Id = "PDR601";

    [Theory]
    [InlineData("""{ "agent": "desk" [|"|]runtime": "mcp" }""", "needs ',' or '}' here")]
    [InlineData("[|[]|]", "is a list, and has to be an object")]
    [InlineData("""[|{ "runtime": "mcp" }|]""", "does not say its 'agent'")]
    [InlineData("""{ "agent": [|7|], "runtime": "mcp" }""", "has a number as 'agent', and a name has to be there")]
    [InlineData("""{ "agent": [|""|], "runtime": "mcp" }""", "has an empty text as 'agent', and a name has to be there")]
    [InlineData("""[|{ "agent": "desk" }|]""", "does not say its 'runtime'")]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", [|"inputs"|]: {} }""", "has the property 'inputs', which no contract has: did you mean 'input'")]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "input": {}, [|"input"|]: {} }""", "has the property 'input' twice")]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "input": [|"string"|] }""", "has a text where a JSON Schema has to be")]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "of": { "tool": [|1|] } }""", "has a number as 'tool', and a text has to be there")]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "of": [|"tool"|] }""", "has a text as 'of', and an object of texts has to be there")]
    [InlineData("""{ "agent": "desk", "runtime": "mcp", "output": { "items": { "$ref": [|"#/$defs/a"|] } } }""", "refers to '#/$defs/a', which is not there")]
    public Task WhatIsNoContractIsToldOfWhereItStopsBeingOne(string marked, string problem) => ContractSquiggles.AssertFileAsync(Id, "", marked, $"Contract 'desk.agent.json' {problem}");

    [Fact]
    public Task AContractOfAnAgentIsFine() => ContractSquiggles.AssertFileAsync(
        Id, "[McpTool(\"tools\", \"write\")] public sealed partial class DeskAgent : IAgent<None, string>;", """{ "agent": "desk", "runtime": "mcp", "input": { "$ref": "https://elsewhere.example.com" }, "output": true }""");
}
