using System.Globalization;
using System.Text.Json.Nodes;

namespace Perdure.Agents.LangGraph;

/// <summary>What a run is started with.</summary>
internal static class LangGraphRequest
{
    /// <summary>The metadata by which a run is found again.</summary>
    public const string Operation = "perdure_operation";

    /// <summary>The metadata that the runs of all tries of a step share.</summary>
    public const string Unit = "perdure_unit";

    /// <summary>What all runs have in common; <c>input</c> or <c>command</c> is added to it.</summary>
    public static JsonObject Create(string assistant, AgentCallId id) => new()
    {
        ["assistant_id"] = assistant,
        ["if_not_exists"] = "create",
        ["multitask_strategy"] = "reject",

        // A worker that goes is no reason to stop.
        ["on_disconnect"] = "continue",
        ["stream_resumable"] = true,
        ["stream_mode"] = new JsonArray("updates", "messages-tuple", "custom"),
        ["metadata"] = new JsonObject
        {
            [Operation] = id.OperationId().ToString(),
            [Unit] = UnitOf(id),
            ["perdure_execution"] = id.ExecutionId.ToString(),
            ["perdure_step"] = id.StepId,
            ["perdure_try"] = Number(id.Try),
            ["perdure_turn"] = Number(id.Turn),
        },
    };

    public static string UnitOf(AgentCallId id) => id.ConversationId(ConversationScope.Step).ToString();

    /// <summary>Answers, each by the id of its question.</summary>
    public static JsonObject Resume(IReadOnlyList<AgentAnswer> answers) =>
        new() { ["resume"] = new JsonObject(answers.Select(static answer => KeyValuePair.Create(answer.Interrupt.Id, JsonNode.Parse(answer.Value)))) };

    /// <summary>A text as graphs of messages take it.</summary>
    public static JsonObject UserMessage(string text) => new() { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
