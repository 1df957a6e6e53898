using System.Text.Json;
using Perdure.Agents.LangGraph;

namespace Perdure.Agents.Tests.LangGraph;

public sealed class LangGraphMessagesTests
{
    [Theory]
    [InlineData("""{"type":"ai","content":"word"}""", "word")]
    [InlineData("""{"type":"AIMessageChunk","content":[{"type":"text","text":"wo"},{"type":"tool_use","id":"t","input":""},{"type":"text","text":"rd"},"!"]}""", "word!")]
    [InlineData("""{"type":"ai","content":""}""", null)]
    [InlineData("""{"type":"human","content":"word"}""", null)]
    [InlineData("""{"type":"tool","content":"word"}""", null)]
    public void WordsOfModelsAreTextOrBlocks(string message, string? text) =>
        new LangGraphMessages().Take(JsonElement.Parse(message), JsonElement.Parse("{}")).ShouldBe(text);

    [Fact]
    public void UsageIsTheSumOfWhatModelsSay()
    {
        var messages = new LangGraphMessages();
        messages.Usage.ShouldBeNull();

        messages.Take(JsonElement.Parse("""{"type":"ai","content":"a","usage_metadata":{"input_tokens":10,"output_tokens":1},"response_metadata":{"model_name":"m1"}}"""), JsonElement.Parse("{}"));
        messages.Usage.ShouldBe(new AgentUsage("m1", 10, 1));
        messages.Take(JsonElement.Parse("""{"type":"ai","content":"b","usage_metadata":{"input_tokens":20,"output_tokens":2}}"""), JsonElement.Parse("""{"ls_model_name":"m2"}"""));

        // Of several models none is named.
        messages.Usage.ShouldBe(new AgentUsage(Model: null, 30, 3));
    }
}
