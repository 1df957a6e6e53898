using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Perdure.Agents.Chat;

/// <summary>The messages of a conversation as text: what a question waits with for its answer, in whatever process that comes.</summary>
internal static class ChatTranscript
{
    /// <summary>It is a column of the step's row while the run waits.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonTypeInfo<List<ChatMessage>> Type = (JsonTypeInfo<List<ChatMessage>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(List<ChatMessage>));

    /// <exception cref="AgentFailure">It is longer than may be stored.</exception>
    public static string Write(List<ChatMessage> messages)
    {
        string text = JsonSerializer.Serialize(messages, Type);
        int bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= MaxBytes
            ? text
            : throw new AgentFailure(AgentErrorKind.InvalidRequest, $"it asks back after a conversation of {bytes / 1024} KiB, and waits for an answer with {MaxBytes / 1024} KiB at most: let its tools say less, or ask earlier");
    }

    /// <exception cref="AgentFailure">It is no transcript.</exception>
    public static List<ChatMessage> Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Type) ?? [];
        }
        catch (JsonException failure)
        {
            throw new AgentFailure(AgentErrorKind.InterruptNotPending, $"the conversation that the answer belongs to cannot be read any more: {failure.Message}", failure);
        }
    }
}
