namespace Perdure.Agents.Tests.Payloads;

public sealed class AnswerSchemaTests
{
    private const string Schema = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/answer","type":"object",
         "properties":{"approved":{"type":"boolean"},"reasons":{"type":"array","items":{"type":"string","minLength":2}}},
         "required":["approved"],"additionalProperties":false}
        """;

    [Theory]
    [InlineData("""{"approved":true}""")]
    [InlineData("""{"approved":false,"reasons":["dull"]}""")]
    public void AnAnswerThatFitsIsTaken(string answer) => AnswerSchema.Check(Schema, answer).ShouldBeNull();

    [Theory]
    [InlineData("""{"approved":"maybe"}""", "at $.approved: Value is \"string\" but should be \"boolean\"")]
    [InlineData("""{"approved":true,"reasons":["x"]}""", "at $.reasons[0]: ")]
    [InlineData("""{}""", "approved")]
    [InlineData("""{"approved":true,"more":1}""", "at $.more nothing is expected")]
    [InlineData("""[]""", "at $: ")]
    [InlineData("""maybe""", "JSON is expected")]
    public void AnAnswerThatDoesNotSaysWhere(string answer, string said) => AnswerSchema.Check(Schema, answer).ShouldNotBeNull().ShouldContain(said);

    [Theory]
    [InlineData(null)]
    [InlineData("not json")]
    [InlineData("""{"type":"nothing known"}""")]
    [InlineData("""{"$ref":"https://example.com/elsewhere"}""")]
    public void WithoutASchemaThatCanBeReadTheRuntimeHasTheLastWord(string? schema) => AnswerSchema.Check(schema, "1").ShouldBeNull();

    [Fact]
    public void ASchemaIsReadAnewEachTime()
    {
        // One of the same id would be refused by a registry that is shared.
        for (int i = 0; i < 2; i++) AnswerSchema.Check(Schema, """{"approved":true}""").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""", "references that go round")]
    [InlineData("""{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"}]}},"properties":{"never":{"$ref":"#/$defs/a"}}}""", "references that go round where the answer does not come")]
    [InlineData("""{"$id":"https://example.com/a","$ref":"https://example.com/a"}""", "a reference by the schema's own address")]
    [InlineData("""{"$anchor":"a","allOf":[{"$ref":"#a"}]}""", "a reference by a name")]
    [InlineData("""{"$dynamicAnchor":"a","allOf":[{"$dynamicRef":"#a"}]}""", "a reference that is resolved later")]
    [InlineData("""{"$defs":{"x":{"$id":"https://example.com/x","allOf":[{"$ref":"#"}]}},"$ref":"#/$defs/x"}""", "a part with an address of its own")]
    public void ASchemaThatWouldNeverEndChecksNothing(string schema, string because) => AnswerSchema.Check(schema, """{"b":1}""").ShouldBeNull(because);

    [Fact]
    public void ReferencesThatMultiplyCheckNothing()
    {
        IEnumerable<string> definitions = Enumerable.Range(0, 40).Select(static i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """);

        AnswerSchema.Check($$$"""{"$defs":{{{{string.Join(',', definitions)}}},"d40":{}},"$ref":"#/$defs/d0"}""", "1").ShouldBeNull();
    }

    [Fact]
    public void AReferenceThatGoesDownIsFollowed()
    {
        const string tree = """{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}},"additionalProperties":false}},"$ref":"#/$defs/n"}""";

        AnswerSchema.Check(tree, """{"next":{"next":{}}}""").ShouldBeNull();
        AnswerSchema.Check(tree, """{"next":{"next":1}}""").ShouldNotBeNull().ShouldContain("at $.next.next: ");
    }

    [Fact]
    public void APatternThatCanBeMatchedForEverIsMatchedAtOnce()
    {
        const string schema = """{"type":"object","properties":{"name":{"type":"string","pattern":"^(a+)+$"}}}""";
        string many = new('a', 60);

        AnswerSchema.Check(schema, $$"""{"name":"{{many}}"}""").ShouldBeNull();
        AnswerSchema.Check(schema, $$"""{"name":"{{many}}!"}""").ShouldNotBeNull().ShouldContain("at $.name: ");
    }

    [Fact]
    public void APatternThatOnlyTimeBoundsChecksNothing() =>
        AnswerSchema.Check("""{"pattern":"^(?=(a+)+$)b"}""", $"\"{new string('a', 60)}!\"").ShouldBeNull();

    [Theory]
    [InlineData("""{"x-a":1}""", true)]
    [InlineData("""{"x-a":"1"}""", false)]
    [InlineData("""{"y":1}""", false)]
    [InlineData("""{"not":"abc"}""", false)]
    [InlineData("""{"not":"xyz"}""", true)]
    [InlineData("""{"not":"a.c\n"}""", true)]
    public void PatternsMeanWhatTheySay(string answer, bool fits) =>
        (AnswerSchema.Check("""{"properties":{"not":{"not":{"pattern":"^abc$|^[.]$"}}},"patternProperties":{"^x-":{"type":"number"}},"additionalProperties":false}""", answer) is null).ShouldBe(fits);

    [Fact]
    public void AnAnswerThatIsTooLongIsToldOf() => AnswerSchema.Check("{}", $"\"{new string('a', 300_000)}\"").ShouldNotBeNull().ShouldContain("256 KiB");
}
