using System.Text.Json;

namespace Perdure.Agents.LangGraph;

/// <summary>What models say on their way, and what it takes.</summary>
internal sealed class LangGraphMessages
{
    private readonly HashSet<string> models = [];
    private long input;
    private long output;
    private bool counted;

    /// <summary>What the run took; null: no model said anything of it.</summary>
    public AgentUsage? Usage => counted ? new AgentUsage(models.Count == 1 ? models.First() : null, input, output) : null;

    /// <summary>Takes one piece of a message.</summary>
    /// <returns>The text in it that a model has written; null: none.</returns>
    public string? Take(JsonElement message, JsonElement about)
    {
        if (!IsModels(message)) return null;
        if (message.Get("usage_metadata") is { } usage)
        {
            counted = true;
            input += usage.Number("input_tokens") ?? 0;
            output += usage.Number("output_tokens") ?? 0;
            if ((message.Text("response_metadata", "model_name") ?? about.Text("ls_model_name")) is { } model) models.Add(model);
        }

        return TextOf(message) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The text of a message: content is a text, or blocks of which some are text.</summary>
    public static string? TextOf(JsonElement message) => message.Get("content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } blocks => string.Concat(blocks.Items().Select(static block => block.ValueKind == JsonValueKind.String ? block.GetString() : block.Text("type") is null or "text" ? block.Text("text") : null)),
        _ => null,
    };

    /// <summary>The text of the last message of a model in a state; null: there is none.</summary>
    public static string? LastOf(JsonElement? state)
    {
        JsonElement[] said = [.. (state is { } values ? values.Items("messages") : []).Where(IsModels)];
        return said.Length == 0 ? null : TextOf(said[^1]);
    }

    /// <summary>Messages of people and tools are told of as well.</summary>
    private static bool IsModels(JsonElement message) => message.Text("type") is { } type && type.StartsWith("ai", StringComparison.OrdinalIgnoreCase);
}
