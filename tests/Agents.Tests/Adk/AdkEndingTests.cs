using System.Text.Json;
using Perdure.Agents.Adk;

namespace Perdure.Agents.Tests.Adk;

/// <summary>Whether a run has ended is known from the app's structure, or not at all: a wrong guess would take half an answer for a whole one.</summary>
public sealed class AdkEndingTests
{
    private const string Alone = """{"root_agent":{"name":"desk","type":"agent","tools":[{"name":"publish","type":"tool"}]}}""";

    private const string WithOthers = """{"root_agent":{"name":"desk","type":"agent","sub_agents":[{"name":"expert","type":"agent"}]}}""";

    private const string Routed = """
        {"root_agent":{"name":"flow","type":"workflow","graph":{"edges":[
          {"from_node":{"name":"ask"},"to_node":{"name":"publish"},"route":"yes"},{"from_node":{"name":"ask"},"to_node":{"name":"reject"},"route":"no"}]}}}
        """;

    private const string Forked = """
        {"root_agent":{"name":"flow","type":"workflow","graph":{"edges":[
          {"from_node":{"name":"ask"},"to_node":{"name":"publish"}},{"from_node":{"name":"ask"},"to_node":{"name":"reject"}}]}}}
        """;

    private const string Said = """{"author":"desk","content":{"parts":[{"text":"done"}]}}""";

    private const string Called = """{"author":"desk","content":{"parts":[{"text":"let me see"},{"functionCall":{"id":"c","name":"look"}}]}}""";

    private const string Asked = """{"author":"desk","longRunningToolIds":["c"],"content":{"parts":[{"functionCall":{"id":"c","name":"adk_request_confirmation"}}]}}""";

    private const string Published = """{"author":"publish","output":{"status":"published"},"nodeInfo":{"path":"flow.publish"}}""";

    private const string Waiting = """{"author":"flow","longRunningToolIds":["c"],"nodeInfo":{"path":"flow"}}""";

    private const string NodeWaiting = """{"author":"ask","longRunningToolIds":["c"],"nodeInfo":{"path":"flow.ask"},"content":{"parts":[{"functionCall":{"id":"c","name":"adk_request_input"}}]}}""";

    private const string Failed = """{"author":"desk","errorCode":"UNKNOWN_ERROR"}""";

    [Theory]
    [InlineData(Alone, null, Said, true)]
    [InlineData(Alone, null, Called, false)]
    [InlineData(Alone, null, Asked, true)]
    [InlineData(WithOthers, null, Said, false)]
    [InlineData(WithOthers, null, Asked, false)]
    [InlineData(WithOthers, "desk", Said, true)]
    [InlineData(WithOthers, "expert", Said, false)]
    [InlineData(WithOthers, null, Failed, true)]
    [InlineData(Routed, null, Published, true)]
    [InlineData(Routed, null, Waiting, true)]
    [InlineData(Routed, null, NodeWaiting, false)]
    [InlineData(Forked, null, Published, false)]
    [InlineData(Forked, "publish", Published, true)]
    [InlineData(null, null, Said, false)]
    [InlineData(null, "desk", Said, true)]
    public void AnEventEndsARunOnlyWhereThatIsKnown(string? structure, string? outputNode, string last, bool over) =>
        AdkEnding.Of(structure is null ? null : JsonElement.Parse(structure), outputNode).IsOver([JsonElement.Parse("""{"author":"other","content":{"parts":[{"text":"on it"}]}}"""), JsonElement.Parse(last)]).ShouldBe(over);

    [Fact]
    public void ARunThatToldOfNothingGoesOn() => AdkEnding.Of(JsonElement.Parse(Alone), outputNode: null).IsOver([]).ShouldBeFalse();
}
