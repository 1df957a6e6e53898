using System.Text.Json;

namespace Perdure.Agents.Mcp;

/// <summary>What a call came to.</summary>
internal static class McpAnswer
{
    /// <summary>The answer in the result of a call.</summary>
    /// <exception cref="AgentFailure">The tool failed, or its answer does not fit.</exception>
    public static T Read<T>(JsonElement result, AgentPayload<T> type)
    {
        if (result.Is("isError")) throw McpErrors.OfTool(TextOf(result));
        if (!AgentPayload<T>.IsText && result.Get("structuredContent") is { } structured) return type.Read(structured, "$.structuredContent");
        if (result.Items("content").Select(static block => block.Text("type")).FirstOrDefault(static kind => kind is not ("text" or null)) is { } other)
            throw new AgentFailure(AgentErrorKind.OutputMismatch, $"its answer does not fit: a text is expected, and a content of type '{other}' was found, which an [McpTool] does not take");
        return type.ReadText(TextOf(result));
    }

    /// <summary>The text in the result of a call.</summary>
    public static string TextOf(JsonElement result) => string.Concat(result.Items("content").Select(static block => block.Text("text")));
}
