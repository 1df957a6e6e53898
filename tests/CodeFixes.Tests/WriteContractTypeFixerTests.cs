namespace Perdure.CodeFixes.Tests;

/// <summary>The record as the contract has it. That the outcome compiles, and that nothing is found in it any more, each application sees.</summary>
public sealed class WriteContractTypeFixerTests
{
    private const string Agent = "[McpTool(\"tools\", \"write\")]\npublic sealed partial class DeskAgent : IAgent<Topic, Draft>;\n\n";

    private const string Usings = "using System.Text.Json;\nusing System.Text.Json.Serialization;\n\n";

    [Fact]
    public async Task ARecordIsRewrittenAndWhatFitsStaysAsItIs()
    {
        string records = "/// <summary>What to write about.</summary>\npublic sealed record Topic([property: JsonPropertyName(\"title\")] string Name, int Words);\npublic sealed record Draft(string Text);\n";
        Fixes fixes = await OfAsync(Usings + Agent + records, """{ "type": "object", "properties": { "title": { "type": "string" }, "words": { "type": "string" }, "tone": { "type": "string" } }, "required": ["title", "words"], "additionalProperties": false }""", Text);

        (await fixes.TitlesAsync()).ShouldBe(["Rewrite the record 'Topic' as the contract has it"]);
        (await fixes.ApplyAsync("Rewrite the record 'Topic' as the contract has it")).ShouldBe(Usings + Agent + records.Replace(
            "int Words", "string Words, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tone = null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FieldsEnumsAndListsAreWrittenWithRecordsOfTheirOwn()
    {
        string records = "public sealed record Topic(string Title);\npublic sealed record Draft(int Old);\n";
        Fixes fixes = await OfAsync(Usings + Agent + records, "{}", """
            {
              "type": "object",
              "properties": {
                "id": { "type": "string", "format": "uuid" },
                "made_at": { "type": "string", "format": "date-time" },
                "count": { "type": "integer", "minimum": 0, "maximum": 100 },
                "size": { "type": "integer" },
                "share": { "type": "number" },
                "note": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                "mode": { "enum": ["fast", "very slow", "Fine"] },
                "parts": { "type": "array", "items": { "$ref": "#/$defs/part" } },
                "first": { "$ref": "#/$defs/part" },
                "prices": { "type": "object", "additionalProperties": { "type": "number" } },
                "any": {},
                "later": { "type": "boolean" }
              },
              "required": ["id", "made_at", "count", "size", "share", "note", "mode", "parts", "first", "prices", "any"],
              "$defs": { "part": { "type": "object", "properties": { "draft": { "type": "string" }, "parts": { "type": "array", "items": { "$ref": "#/$defs/part" } } }, "required": ["draft"] } }
            }
            """);

        (await fixes.ApplyAsync("Rewrite the record 'Draft' as the contract has it")).ShouldBe(Usings + Agent + """
            public sealed record Topic(string Title);
            public sealed record Draft(Guid Id, [property: JsonPropertyName("made_at")] DateTimeOffset MadeAt, int Count, long Size, double Share, string? Note, DraftMode Mode, IReadOnlyList<DraftParts> Parts, DraftParts First, IReadOnlyDictionary<string, double> Prices, JsonElement Any, bool? Later = null);

            [JsonConverter(typeof(JsonStringEnumConverter<DraftMode>))]
            public enum DraftMode
            {
                [JsonStringEnumMemberName("fast")] Fast,
                [JsonStringEnumMemberName("very slow")] VerySlow,
                Fine,
            }

            public sealed record DraftParts(string Draft, IReadOnlyList<DraftParts>? Parts = null);

            """);
    }

    [Fact]
    public async Task BesideWhatIsNoSuchRecordANewOneIsWritten()
    {
        const string source = """
            internal static partial class Around
            {
                [McpTool("tools", "write")]
                internal sealed partial class DeskAgent : IAgent<string, Draft>;

                internal sealed class DeskInput;
                internal sealed record Draft(string Text);
            }

            """;
        Fixes fixes = await OfAsync(source, """{ "type": "object", "properties": { "the title": { "type": "string" } }, "required": ["the title"] }""", Text);

        (await fixes.ApplyAsync("Write the record 'DeskInput2' as the contract has it")).ShouldBe(source
            .Replace("IAgent<string,", "IAgent<DeskInput2,", StringComparison.Ordinal)
            .Replace("Draft>;\n", "Draft>;\n\n    internal sealed record DeskInput2([property: System.Text.Json.Serialization.JsonPropertyName(\"the title\")] string TheTitle);\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARecordWithMembersOfItsOwnIsLeftAlone()
    {
        string records = "public sealed record Topic(string Title);\npublic sealed record Draft(int Text)\n{\n    public int Twice => Text * 2;\n}\n";
        Fixes fixes = await OfAsync(Agent + records, "{}", Text);

        (await fixes.TitlesAsync()).ShouldBe(["Write the record 'DeskOutput' as the contract has it"]);
    }

    [Fact]
    public async Task WhatIsNoObjectIsNotOffered()
    {
        Fixes fixes = await OfAsync(Agent + "public sealed record Topic(string Title);\npublic sealed record Draft(string Text);\n", """{ "type": "array" }""", Text);

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheRecordOfAFieldIsThatOfTheField()
    {
        const string source = "[LangGraphAgent(\"desk\", OutputField = \"result\")]\npublic sealed partial class DeskAgent : IAgent<None, Result>;\n\npublic sealed record Result(string Status, int Text = 0);\n";
        Fixes fixes = await Fixes.OfAsync(
            new WriteContractTypeFixer(),
            [new TestDocument("desk.agent.json", """{ "agent": "desk", "runtime": "langgraph", "output": { "type": "object", "properties": { "result": { "anyOf": [{ "type": "object", "properties": { "status": { "type": "string" }, "text": { "type": "string" } }, "required": ["status"] }, { "type": "null" }] } } } }""")],
            source,
            RemoteKinds.Source);

        (await fixes.ApplyAsync("Rewrite the record 'Result' as the contract has it")).ShouldBe(source.Replace("int Text = 0", "string? Text = null", StringComparison.Ordinal));
    }

    private const string Text = """{ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }""";

    private static Task<Fixes> OfAsync(string source, string input, string output) => Fixes.OfAsync(
        new WriteContractTypeFixer(), [new TestDocument("desk.agent.json", $$"""{ "agent": "desk", "runtime": "mcp", "input": {{input}}, "output": {{output}} }""")], source, RemoteKinds.Source);
}
