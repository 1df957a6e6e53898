using Perdure.Generators.Tests.Contracts;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>Type by type: <see cref="InputTests"/>.</summary>
public sealed class PDR605Tests
{
    private const string Contract = """{ "type": "object", "properties": { "title": { "type": "string" } }, "required": ["title"] }""";

    [Fact]
    public Task AFieldThatHasBecomeAnotherIsAnError() => ContractSquiggles.AssertAsync(
        "PDR605",
        """
        [McpTool("tools", "write")]
        public sealed partial class DeskAgent : IAgent<[|Topic|], string>;

        public sealed record Topic(int Title);
        """,
        ContractSquiggles.Tool(Contract),
        "Agent 'DeskAgent' sends 'Topic', which its contract does not take: at $.title a text is expected, and a whole number is written");

    [Fact]
    public Task WhereTheClassDoesNotNameTheTypesItIsMarked() => ContractSquiggles.AssertAsync(
        "PDR605",
        """
        public interface IDesk : IAgent<Topic, string>;
        [McpTool("tools", "write")] public sealed partial class [|DeskAgent|] : IDesk;
        public sealed record Topic(int Title);
        """,
        ContractSquiggles.Tool(Contract));

    [Fact]
    public Task WhatIsWrongWithTheClassIsToldOfFirst() => ContractSquiggles.AssertAsync(
        "PDR001",
        "[McpTool(\"tools\", \"write\")] public sealed class [|DeskAgent|] : {|CS0535:IAgent<Topic, string>|};\npublic sealed record Topic(int Title);",
        ContractSquiggles.Tool(Contract));
}
