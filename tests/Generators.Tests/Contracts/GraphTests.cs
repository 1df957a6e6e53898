namespace Perdure.Generators.Tests.Contracts;

/// <summary>Graphs: what their fields, texts and messages are compared with.</summary>
public sealed class GraphTests
{
    private const string State = """{ "type": "object", "properties": { "topic": { "type": "string" }, "draft": { "anyOf": [{ "$ref": "#/$defs/draft" }, { "type": "null" }] }, "note": { "type": "string" } }, "required": ["topic", "draft"], "$defs": { "draft": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] } } }""";

    private const string Chat = """{ "type": "object", "properties": { "messages": { "type": "array", "items": {} } }, "required": ["messages"], "additionalProperties": false }""";

    [Theory]
    [InlineData("", "Draft", "State")]
    [InlineData(", OutputField = \"draft\"", "Written", "State")]
    [InlineData(", OutputField = \"note\"", "string", "State")]
    [InlineData(", OutputField = \"note\"", "Written", "State")]
    [InlineData("", "string", "Chat")]
    public Task TheseAreAnswered(string arguments, string type, string schema) => AssertAsync(arguments, "None", type, schema == "Chat" ? Chat : State, schema == "Chat" ? Chat : State);

    [Theory]
    [InlineData(", OutputField = \"drafft\"", "Written", "at $.drafft the answer is expected, and nothing is answered: did you mean 'draft'")]
    [InlineData(", OutputField = \"topic\"", "int", "at $.topic a whole number is expected, and a text may be answered")]
    [InlineData(", OutputField = \"draft\"", "Draft", "at $.draft.topic a text is expected, and nothing is answered; at $.draft.draft an object or null is expected, and nothing is answered")]
    [InlineData("", "string", "at $.messages an array is expected, whose last message is the answer, and nothing is answered: name the field that is meant with OutputField")]
    [InlineData("", "Written", "at $.text a text is expected, and nothing is answered")]
    public Task TheseAreNot(string arguments, string type, string difference) => AssertAsync(
        arguments, "None", $"{{|PDR606:{type}|}}", State, State, $"Agent 'DeskAgent' reads '{type}', which its contract does not answer: {difference}");

    [Fact]
    public Task ATextIsSentAsAMessage() => AssertAsync("", "string", "Draft", Chat, State);

    [Fact]
    public Task AndHasToBeTakenAsOne() => AssertAsync("", "{|PDR605:string|}", "Draft", Chat.Replace("messages", "lines", StringComparison.Ordinal), State,
        "Agent 'DeskAgent' sends 'string', which its contract does not take: at $.lines an array is expected, and nothing is written; at $.messages nothing is expected, and an array is written");

    [Fact]
    public Task AnInputFieldIsPutIntoTheState() => AssertAsync(", InputField = \"topic\"", "{|PDR605:Written|}", "Draft", State.Replace("\"draft\"]", "\"topic\"]", StringComparison.Ordinal), State,
        "Agent 'DeskAgent' sends 'Written', which its contract does not take: at $.topic a text is expected, and an object is written");

    private static Task AssertAsync(string arguments, string input, string output, string inputSchema, string outputSchema, params string[] messages)
    {
        string id = messages.Length > 0 && messages[0].Contains(" sends ", StringComparison.Ordinal) ? "PDR605" : "PDR606";
        return ContractSquiggles.AssertAsync(
            id,
            $$"""
            [LangGraphAgent("desk"{{arguments}})] public sealed partial class DeskAgent : IAgent<{{input}}, {{output}}>;
            public sealed record Draft(string Topic, [property: JsonPropertyName("draft")] Written? Piece);
            public sealed record Written(string Text);
            """,
            ContractSquiggles.Graph(inputSchema, outputSchema),
            messages);
    }
}
