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
}
