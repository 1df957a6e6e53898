namespace Perdure.Generators.Tests.Contracts;

/// <summary>What an agent reads beside what its runtime answers, type by type.</summary>
public sealed class OutputTests
{
    private const string Id = "PDR606";

    [Theory]
    [InlineData("string Value", """{ "type": "string" }""")]
    [InlineData("string Value", """{ "type": "string", "enum": ["a"] }""")]
    [InlineData("string? Value", """{ "anyOf": [{ "type": "string" }, { "type": "null" }] }""")]
    [InlineData("long Value", """{ "type": "integer", "minimum": -9007199254740991 }""")]
    [InlineData("double Value", """{ "type": "integer" }""")]
    [InlineData("Guid Value", """{ "type": "string" }""")]
    [InlineData("DateTimeOffset? Value", """{ "type": ["string", "null"], "format": "date-time" }""")]
    [InlineData("IReadOnlyList<string> Value", """{ "type": "array", "items": { "type": "string" } }""")]
    [InlineData("Dictionary<string, string> Value", """{ "type": "object", "properties": { "a": { "type": "string" } } }""")]
    [InlineData("Inner Value", """{ "type": "object", "properties": { "WORD": { "type": "string" }, "unknown": { "type": "integer" } }, "required": ["WORD"] }""")]
    [InlineData("Inner Value", """{ "type": "object" }""")]
    [InlineData("Settable Value", """{ "type": "object", "properties": {} }""")]
    [InlineData("Word Value", """{ "type": "string", "enum": ["one", "TWO"] }""")]
    [InlineData("Word Value", """{ "type": "string" }""")]
    [InlineData("JsonNode Value", """{ "type": "array" }""")]
    [InlineData("Converted Value", """{ "type": "array" }""")]
    [InlineData("Shape Value", """{ "type": "object", "properties": {} }""")]
    [InlineData("int Value", "{}")]
    public Task TheseFit(string parameter, string schema) => AssertAsync("Told", parameter, schema, null);

    [Theory]
    [InlineData("string Value", """{ "type": "integer" }""", "at $.value a text is expected, and a whole number may be answered")]
    [InlineData("int Value", """{ "type": "number" }""", "at $.value a whole number is expected, and a number may be answered")]
    [InlineData("string Value", """{ "anyOf": [{ "type": "string" }, { "type": "null" }] }""", "at $.value a text is expected, and null may be answered")]
    [InlineData("string Value", """{ "type": "string", "nullable": true }""", "at $.value a text is expected, and null may be answered")]
    [InlineData("Guid Value", """{ "type": "string", "format": "date-time" }""", "at $.value a text of format 'uuid' is expected, and one of format 'date-time' is answered")]
    [InlineData("string[] Value", """{ "type": "array", "items": { "type": ["string", "null"] } }""", "at $.value[] a text is expected, and null may be answered")]
    [InlineData("Inner Value", """{ "type": "object", "properties": { "word": { "type": "string" } } }""", "at $.value.word a text is expected, and it may be missing")]
    [InlineData("Inner Value", """{ "type": "object", "properties": { "wrod": { "type": "string" } } }""", "at $.value.word a text is expected, and nothing is answered: did you mean 'wrod'")]
    [InlineData("Settable Value", """{ "type": "object", "properties": { "words": { "type": "integer" } } }""", "at $.value.words an array or null is expected, and a whole number may be answered; at $.value.needed true or false is expected, and nothing is answered")]
    [InlineData("Word Value", """{ "type": "string", "enum": ["one", "three"] }""", "at $.value one of \"One\", \"two\" is expected, and \"three\" may be answered")]
    [InlineData("Number Value", """{ "type": "string" }""", "at $.value a whole number is expected, and a text may be answered")]
    [InlineData("Dictionary<string, int> Value", """{ "type": "object", "properties": { "a": { "type": "string" } } }""", "at $.value.a a whole number is expected, and a text may be answered")]
    [InlineData("Closed Value", """{ "type": "object", "properties": { "a b": {}, "word": {} } }""", "at $.value['a b'] nothing is expected, and something may be answered")]
    public Task TheseDoNot(string parameter, string schema, string difference) => AssertAsync("[|Told|]", parameter, schema, difference);

    private static Task AssertAsync(string type, string parameter, string schema, string? difference) => ContractSquiggles.AssertAsync(
        Id,
        $$"""
        [McpTool("tools", "write")] public sealed partial class DeskAgent : IAgent<None, {{type}}>;
        public sealed record Told({{parameter}});
        public sealed record Inner(string Word, int More = 1);
        public sealed class Settable { public string[]? Words { get; set; } public string Initial { get; init; } = ""; public int Computed => 1; public {{(difference is null ? "" : "required ")}}bool Needed { get; set; } }
        [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public sealed class Closed { public string? Word { get; set; } }
        public enum Number { One, Two }
        [JsonConverter(typeof(JsonStringEnumConverter<Word>))] public enum Word { One, [JsonStringEnumMemberName("two")] Two }
        [JsonConverter(typeof(Converter))] public sealed record Converted(int Number);
        public sealed class Converter : JsonConverter<Converted>
        {
            public override Converted Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(1);
            public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) { }
        }
        [JsonDerivedType(typeof(Round), "round")] public record Shape(int Size);
        public sealed record Round(int Size) : Shape(Size);
        """,
        ContractSquiggles.Tool("{}", $$"""{ "type": "object", "properties": { "value": {{schema}} }, "required": ["value"] }"""),
        difference is null ? [] : [$"Agent 'DeskAgent' reads 'Told', which its contract does not answer: {difference}"]);
}
