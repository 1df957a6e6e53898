using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Perdure;

/// <summary>The messages of a conversation as text: what a question waits with for its answer, in whatever process that comes.</summary>
internal static class ChatTranscript
{
    /// <summary>It is a column of the step's row while the run waits.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonTypeInfo<List<ChatMessage>> Type = (JsonTypeInfo<List<ChatMessage>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(List<ChatMessage>));

    /// <returns>The text; null: it is longer than may be stored.</returns>
    public static string? Write(List<ChatMessage> messages)
    {
        string text = JsonSerializer.Serialize(messages, Type);
        return Encoding.UTF8.GetByteCount(text) > MaxBytes ? null : text;
    }

    /// <exception cref="JsonException">It is no transcript.</exception>
    public static List<ChatMessage> Read(string text) => JsonSerializer.Deserialize(text, Type) ?? throw new JsonException("The transcript is null.");
}
