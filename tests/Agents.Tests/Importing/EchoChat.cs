using Microsoft.Extensions.AI;

namespace Perdure.Agents.Tests.Importing;

/// <summary>A model that answers with a word of its instructions, and keeps what it was told.</summary>
internal sealed class EchoChat : IChatClient
{
    private readonly Lock together = new();
    private readonly Dictionary<string, (string Prompt, ChatOptions? Options)> asked = new(StringComparer.Ordinal);

    /// <summary>What the user said to the model of some instructions.</summary>
    public string this[string instructions] => asked[instructions].Prompt;

    public ChatOptions? OptionsOf(string instructions) => asked[instructions].Options;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        ChatMessage[] all = [.. messages];
        string instructions = all.FirstOrDefault(static message => message.Role == ChatRole.System)?.Text ?? "";
        lock (together) asked[instructions] = (all.Last(static message => message.Role == ChatRole.User).Text, options);
        yield return new ChatResponseUpdate(ChatRole.Assistant, $"<{instructions.Split(' ')[0]}>");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
