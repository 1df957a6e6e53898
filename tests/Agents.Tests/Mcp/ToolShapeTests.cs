using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Agents.Mcp;

namespace Perdure.Agents.Tests.Mcp;

/// <summary>What a tool takes and answers, beside what its class declares.</summary>
public sealed class ToolShapeTests
{
    private const string Add = """{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]}""";

    [Fact]
    public void WhatFitsIsNoDifference() =>
        Compare<Addends, Sum>(Add, """{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}""").ShouldBeEmpty();

    [Fact]
    public void WhatIsLeftOpenIsNoDifference() => Compare<Addends, Sum>("""{"type":"object"}""", """{"type":"object"}""").ShouldBeEmpty();

    [Fact]
    public void ATextHasNoShape() => Compare<Addends, string>(Add, """{"type":"object","properties":{"sum":{"type":"string"}}}""").ShouldBeEmpty();

    [Fact]
    public void AnArgumentOfAnotherKindIsADifference() =>
        Compare<Words, string>(Add).ShouldBe(["takes other arguments than 'Words': at $.a a number is expected, and a text is declared"]);

    [Fact]
    public void AnArgumentThatIsMissingIsADifference() =>
        Compare<Half, string>(Add).ShouldBe(["takes other arguments than 'Half': at $.b a number is expected, and nothing is declared"]);

    [Fact]
    public void AnArgumentThatTheToolDoesNotKnowIsADifferenceUnlessItTakesAny()
    {
        string[] difference = ["takes other arguments than 'Addends': at $.b nothing is expected, and a whole number is declared"];

        Compare<Addends, string>("""{"type":"object","properties":{"a":{"type":"number"}}}""").ShouldBe(difference);
        Compare<Addends, string>("""{"type":"object","properties":{"a":{"type":"number"}},"additionalProperties":true}""").ShouldBeEmpty();
    }

    [Fact]
    public void ANullIsADifferenceWhereTheToolTakesNone()
    {
        const string schema = """{"type":"object","properties":{"name":{"type":"string"}}}""";

        Compare<Named, string>(schema).ShouldBe(["takes other arguments than 'Named': at $.name a text is expected, and null is declared"]);
        Compare<Named, string>("""{"type":"object","properties":{"name":{"anyOf":[{"type":"string"},{"type":"null"}]}}}""").ShouldBeEmpty();
        ToolShape.Compare(Tool(schema), ThinJson.Default.Named, ThinJson.Default.String).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"sum":{"type":"number"}},"required":["sum"]}""", "at $.sum a whole number is expected, and a number is answered")]
    [InlineData("""{"type":"object","properties":{"sum":{"type":"integer"}}}""", "at $.sum a whole number is expected, and it may be missing")]
    [InlineData("""{"type":"object","properties":{"total":{"type":"integer"}}}""", "at $.sum a whole number is expected, and nothing is answered")]
    [InlineData("""{"type":"array"}""", "at $ an object is expected, and an array is answered")]
    public void AnAnswerThatDoesNotFitIsADifference(string schema, string words) =>
        Compare<Addends, Sum>(Add, schema).ShouldBe([$"answers something else than 'Sum': {words}"]);

    [Fact]
    public void ItemsAndReferencesAreFollowed() =>
        Compare<Tree, string>("""{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["children"],"$defs":{"node":{"type":"object","properties":{"children":{"type":"string"}},"required":["children"]}}}""")
            .ShouldBe(["takes other arguments than 'Tree': at $.children[].children a text is expected, and an array is declared"]);

    private static IEnumerable<string> Compare<TIn, TOut>(string input, string? output = null) => ToolShape.Compare(
        Tool(input, output), ShapeJson.Default.GetTypeInfo(typeof(TIn))!, ShapeJson.Default.GetTypeInfo(typeof(TOut))!);

    private static McpTool Tool(string input, string? output = null) => new("tool", JsonElement.Parse(input), output is null ? null : JsonElement.Parse(output), MayRepeat: false);
}

internal sealed record Words(string A, int B);

internal sealed record Half(int A);

internal sealed record Named(string? Name);

internal sealed record Tree(IReadOnlyList<Tree> Children);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Addends))]
[JsonSerializable(typeof(Sum))]
[JsonSerializable(typeof(Words))]
[JsonSerializable(typeof(Half))]
[JsonSerializable(typeof(Named))]
[JsonSerializable(typeof(Tree))]
internal sealed partial class ShapeJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Named))]
internal sealed partial class ThinJson : JsonSerializerContext;
