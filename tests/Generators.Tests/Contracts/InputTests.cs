namespace Perdure.Generators.Tests.Contracts;

/// <summary>What an agent sends beside what its runtime takes, type by type.</summary>
public sealed class InputTests
{
    private const string Id = "PDR605";

    [Theory]
    [InlineData("string Value", """{ "type": "string" }""")]
    [InlineData("string Value", """{ "type": "string", "format": "uuid" }""")]
    [InlineData("string Value", """{ "type": "string", "enum": ["a", "b"] }""")]
    [InlineData("string Value", """{ "anyOf": [{ "type": "string" }, { "type": "null" }] }""")]
    [InlineData("string? Value", """{ "anyOf": [{ "type": "string" }, { "type": "null" }] }""")]
    [InlineData("string? Value", """{ "type": ["string", "null"] }""")]
    [InlineData("string? Value", """{ "oneOf": [{ "$ref": "#/$defs/word" }, { "const": null }] }""")]
    [InlineData("int Value", """{ "type": "integer" }""")]
    [InlineData("int Value", """{ "type": "number" }""")]
    [InlineData("decimal Value", """{ "type": "number" }""")]
    [InlineData("bool Value", """{ "type": "boolean" }""")]
    [InlineData("Guid Value", """{ "type": "string", "format": "uuid" }""")]
    [InlineData("Guid Value", """{ "type": "string" }""")]
    [InlineData("DateTimeOffset Value", """{ "type": "string", "format": "date-time" }""")]
    [InlineData("DateOnly Value", """{ "type": "string", "format": "date" }""")]
    [InlineData("byte[] Value", """{ "type": "string", "contentEncoding": "base64" }""")]
    [InlineData("string[] Value", """{ "type": "array", "items": { "type": "string" } }""")]
    [InlineData("IReadOnlyList<Inner> Value", """{ "type": "array", "items": { "$ref": "#/$defs/inner" } }""")]
    [InlineData("Inner Value", """{ "$ref": "#/$defs/inner" }""")]
    [InlineData("Inner Value", """{ "allOf": [{ "$ref": "#/$defs/inner" }], "default": {} }""")]
    [InlineData("Dictionary<string, int> Value", """{ "type": "object", "additionalProperties": { "type": "integer" } }""")]
    [InlineData("Inner Value", """{ "type": "object", "additionalProperties": { "type": ["string", "integer"] } }""")]
    [InlineData("JsonElement Value", """{ "type": "array", "items": { "type": "string" } }""")]
    [InlineData("object Value", """{ "type": "integer" }""")]
    [InlineData("Number Value", """{ "type": "integer" }""")]
    [InlineData("Word Value", """{ "type": "string", "enum": ["One", "two"] }""")]
    [InlineData("Word Value", """{ "anyOf": [{ "const": "One" }, { "const": "two" }, { "const": "three" }] }""")]
    [InlineData("[property: JsonConverter(typeof(JsonStringEnumConverter))] Number Value", """{ "enum": ["One", "Two"] }""")]
    [InlineData("[property: JsonIgnore] int Other, string Value", """{ "type": "string" }""")]
    [InlineData("string Value", """{ "anyOf": [{ "type": "string" }, { "type": "object", "properties": {} }] }""")]
    [InlineData("int Value", "{}")]
    [InlineData("int Value", "true")]
    [InlineData("Inner Value", """{ "$ref": "https://elsewhere.example.com/schema" }""")]
    [InlineData("Tree Value", """{ "$ref": "#/$defs/tree" }""")]
    [InlineData("int Value", """{ "$ref": "#/$defs/circle" }""")]
    public Task TheseFit(string parameter, string schema) => AssertAsync("Sent", parameter, schema, null);

    [Theory]
    [InlineData("int Value", """{ "type": "string" }""", "at $.value a text is expected, and a whole number is written")]
    [InlineData("double Value", """{ "type": "integer" }""", "at $.value a whole number is expected, and a number is written")]
    [InlineData("string? Value", """{ "type": "string" }""", "at $.value a text is expected, and null is written")]
    [InlineData("int? Value", """{ "type": ["integer", "string"] }""", "at $.value a whole number or a text is expected, and null is written")]
    [InlineData("Guid Value", """{ "type": "string", "format": "date-time" }""", "at $.value a text of format 'date-time' is expected, and one of format 'uuid' is written")]
    [InlineData("TimeSpan Value", """{ "type": "string", "format": "duration" }""", "at $.value a text of format 'duration' is expected, and one of format 'timespan' is written")]
    [InlineData("string Value", """{ "type": "array", "items": {} }""", "at $.value an array is expected, and a text is written")]
    [InlineData("int[] Value", """{ "type": "array", "items": { "type": "string" } }""", "at $.value[] a text is expected, and a whole number is written")]
    [InlineData("string?[] Value", """{ "type": "array", "items": { "type": "string" } }""", "at $.value[] a text is expected, and null is written")]
    [InlineData("Inner Value", """{ "$ref": "#/$defs/strict" }""", "at $.value.word a whole number is expected, and a text is written; at $.value.more nothing is expected, and a whole number is written")]
    [InlineData("Dictionary<string, int> Value", """{ "type": "object", "additionalProperties": { "type": "string" } }""", "at $.value.* a text is expected, and a whole number is written")]
    [InlineData("Number Value", """{ "type": "string", "enum": ["One", "Two"] }""", "at $.value a text is expected, and a whole number is written")]
    [InlineData("Word Value", """{ "type": "string", "enum": ["One", "three"] }""", "at $.value one of \"One\", \"three\" is expected, and \"two\" is written")]
    [InlineData("Word Value", """{ "const": "One" }""", "at $.value one of \"One\" is expected, and \"two\" is written")]
    [InlineData("Tree Value", """{ "$ref": "#/$defs/forest" }""", "at $.value.trees[].name a whole number is expected, and a text is written")]
    [InlineData("int Value", "false", "at $.value nothing is expected, and a whole number is written")]
    public Task TheseDoNot(string parameter, string schema, string difference) => AssertAsync("[|Sent|]", parameter, schema, difference);

    [Fact]
    public Task WhatIsRequiredHasToBeSent() => AssertWholeAsync(
        "public sealed record Sent(string Title);",
        """{ "type": "object", "properties": { "title": {}, "length": { "type": "integer" }, "tone": { "type": "string", "default": "dry" } }, "required": ["title", "length", "tone"] }""",
        "at $.length a whole number is expected, and nothing is written");

    [Fact]
    public Task WhatMayBeLeftOutIsNotSentForCertain() => AssertWholeAsync(
        "public sealed record Sent([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title);",
        """{ "type": "object", "properties": { "title": { "type": "string" } }, "required": ["title"] }""",
        "at $.title a text is expected, and it may be left out");

    [Fact]
    public Task WhatIsLeftOutIsNoNull() => AssertWholeAsync(
        "public sealed record Sent([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title);",
        """{ "type": "object", "properties": { "title": { "type": "string" } }, "additionalProperties": false }""");

    [Fact]
    public Task AFieldThatIsNotKnownIsAMistakeWhereNoneMayBeThere() => AssertWholeAsync(
        "public sealed record Sent(string Titel);",
        """{ "type": "object", "properties": { "title": { "type": "string" } }, "additionalProperties": false }""",
        "at $.titel nothing is expected, and a text is written: did you mean 'title'");

    [Fact]
    public Task ElsewhereItIsNone() => AssertWholeAsync("public sealed record Sent(string Titel);", """{ "type": "object", "properties": { "title": { "type": "string" } } }""");

    [Fact]
    public Task InheritedPropertiesAreWrittenAsWell() => AssertWholeAsync(
        "public abstract class Base { public int Title { get; set; } } public sealed class Sent : Base { public static int Count { get; set; } private int Hidden { get; set; } public int this[int at] => at; }",
        """{ "type": "object", "properties": { "title": { "type": "string" } }, "additionalProperties": false }""",
        "at $.title a text is expected, and a whole number is written");

    [Fact]
    public Task OnlyTheFirstDifferencesAreToldOf() => AssertWholeAsync(
        "public sealed record Sent(string Other);",
        """{ "type": "object", "properties": {}, "required": ["a", "b", "c", "d", "e", "f", "g"] }""",
        string.Join("; ", "abcde".Select(letter => $"at $.{letter} something is expected, and nothing is written")) + "; and 2 more");

    private static Task AssertWholeAsync(string declaration, string schema, string? difference = null) => ContractSquiggles.AssertAsync(
        Id,
        $"[McpTool(\"tools\", \"write\")] public sealed partial class DeskAgent : IAgent<{(difference is null ? "Sent" : "[|Sent|]")}, string>;\n{declaration}",
        ContractSquiggles.Tool(schema),
        difference is null ? [] : [$"Agent 'DeskAgent' sends 'Sent', which its contract does not take: {difference}"]);

    private static Task AssertAsync(string type, string parameter, string schema, string? difference) => ContractSquiggles.AssertAsync(
        Id,
        $$"""
        [McpTool("tools", "write")] public sealed partial class DeskAgent : IAgent<{{type}}, string>;
        public sealed record Sent({{parameter}});
        public sealed record Inner(string Word, int More);
        public sealed record Tree(string Name, Tree[] Trees);
        public enum Number { One, Two }
        [JsonConverter(typeof(JsonStringEnumConverter<Word>))] public enum Word { One, [JsonStringEnumMemberName("two")] Two }
        """,
        ContractSquiggles.Tool($$"""
            {
              "type": "object", "properties": { "value": {{schema}} },
              "$defs": {
                "word": { "type": "string" },
                "inner": { "type": "object", "properties": { "word": { "$ref": "#/$defs/word" } }, "required": ["word"] },
                "strict": { "type": "object", "properties": { "word": { "type": "integer" } }, "additionalProperties": false },
                "tree": { "type": "object", "properties": { "name": { "type": "string" }, "trees": { "type": "array", "items": { "$ref": "#/$defs/tree" } } } },
                "forest": { "type": "object", "properties": { "name": { "type": "string" }, "trees": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "integer" } } } } } },
                "circle": { "anyOf": [{ "$ref": "#/$defs/circle" }, { "anyOf": [{ "$ref": "#/$defs/circle" }, { "type": "string" }] }] }
              }
            }
            """),
        difference is null ? [] : [$"Agent 'DeskAgent' sends 'Sent', which its contract does not take: {difference}"]);
}
