using System.Text.Json;
using Perdure.Planning;

namespace Perdure.Generators.Tests.Contracts;

/// <summary>The names and values that the serializer makes of C#, by the context that knows the type and by the attributes that say otherwise.</summary>
public sealed class SettingTests
{
    public static TheoryData<string> Names =>
        ["Title", "title", "URLValue", "UrlValue", "URL", "ID", "IOStream", "Sha256Hash", "A", "AB", "aB", "isValid", "Is_Valid", "X1Y2", "XML2JSON", "éÉÀb", "Value1", "_hidden", "already_snake", "HTTPServer2Go", "Ünter"];

    [Theory]
    [MemberData(nameof(Names))]
    public void NamesAreMadeAsTheSerializerMakesThem(string name)
    {
        JsonNames.Of(name, JsonNaming.Same).ShouldBe(name);
        JsonNames.Of(name, JsonNaming.Camel).ShouldBe(JsonNamingPolicy.CamelCase.ConvertName(name));
        JsonNames.Of(name, JsonNaming.SnakeLower).ShouldBe(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
        JsonNames.Of(name, JsonNaming.SnakeUpper).ShouldBe(JsonNamingPolicy.SnakeCaseUpper.ConvertName(name));
        JsonNames.Of(name, JsonNaming.KebabLower).ShouldBe(JsonNamingPolicy.KebabCaseLower.ConvertName(name));
        JsonNames.Of(name, JsonNaming.KebabUpper).ShouldBe(JsonNamingPolicy.KebabCaseUpper.ConvertName(name));
    }

    [Theory]
    [InlineData("", "FirstWord")]
    [InlineData("[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]", "firstWord")]
    [InlineData("[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]", "firstWord")]
    [InlineData("[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]", "first_word")]
    [InlineData("[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseUpper)]", "FIRST-WORD")]
    public Task TheContextThatKnowsTheTypeNamesItsFields(string options, string name) => AssertFitsAsync(options, "string FirstWord", $$"""{ "properties": { "{{name}}": {} }, "required": ["{{name}}"] }""");

    [Theory]
    [InlineData("", """[property: JsonPropertyName("say")] string FirstWord""", """{ "properties": { "say": {} }, "required": ["say"] }""")]
    [InlineData("[JsonSourceGenerationOptions(UseStringEnumConverter = true)]", "Number Value", """{ "properties": { "Value": { "enum": ["One", "Two"] } } }""")]
    [InlineData("[JsonSourceGenerationOptions(Converters = new[] { typeof(JsonStringEnumConverter<Number>) })]", "Number Value", """{ "properties": { "Value": { "enum": ["One", "Two"] } } }""")]
    [InlineData("[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]", "string? Value", """{ "properties": { "Value": { "type": "string" } } }""")]
    [InlineData("[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.WriteAsString)]", "int Value", """{ "properties": { "Value": { "type": "string" } } }""")]
    public Task SettingsAndAttributesAreHeeded(string options, string parameter, string schema) => AssertFitsAsync(options, parameter, schema);

    [Fact]
    public Task WhereNoContextKnowsTheTypeNamesAreInCamelCase() => ContractSquiggles.AssertAsync(
        "PDR605",
        """
        [McpTool("tools", "write")] public sealed partial class DeskAgent : IAgent<Sent, string>;
        public sealed record Sent(string FirstWord);
        [JsonSerializable(typeof(string))] public sealed partial class OtherJson : JsonSerializerContext;
        """,
        ContractSquiggles.Tool("""{ "properties": { "firstWord": {} }, "additionalProperties": false }"""));

    private static Task AssertFitsAsync(string options, string parameter, string schema) => ContractSquiggles.AssertAsync(
        "PDR605",
        $$"""
        [McpTool("tools", "write")] public sealed partial class DeskAgent : IAgent<Sent, string>;
        public sealed record Sent({{parameter}});
        public enum Number { One, Two }
        {{options}} [JsonSerializable(typeof(Sent))] public sealed partial class DeskJson : JsonSerializerContext;
        """,
        ContractSquiggles.Tool(schema.Replace("{ \"properties\"", "{ \"type\": \"object\", \"additionalProperties\": false, \"properties\"", StringComparison.Ordinal)));
}
