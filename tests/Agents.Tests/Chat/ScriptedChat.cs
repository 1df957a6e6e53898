using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.Chat;

/// <summary>A chat model that answers from a script, and keeps what it was asked.</summary>
internal sealed class ScriptedChat(Func<IReadOnlyList<ChatMessage>, IEnumerable<ChatResponseUpdate>> script) : IChatClient
{
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Asked { get; } = [];

    public static ScriptedChat Saying(params string[] words) => new(_ => [.. words.Select(static word => new ChatResponseUpdate(ChatRole.Assistant, word))]);

    public static ScriptedChat Saying(params AIContent[] contents) => new(_ => [new ChatResponseUpdate(ChatRole.Assistant, contents)]);

    public static IRemoteAgent<string, TOut> Connect<TOut>(IChatClient client, ChatAgentAttribute? attribute = null) =>
        AgentHost.Connect<ChatAgentAttribute, string, TOut>(
            perdure =>
            {
                perdure.AddChatAgents();
                if (attribute?.Client is { } key) perdure.Services.AddKeyedSingleton(key, client);
                else perdure.Services.AddSingleton(client);
            },
            attribute ?? new ChatAgentAttribute { Instructions = "Answer." },
            ChatJson.Default);

    public static AgentProbe Probe<TOut>(IChatClient client, string input = "go", ChatAgentAttribute? attribute = null) => AgentProbe.Of(Connect<TOut>(client, attribute), input);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Asked.Add(([.. messages], options));
        foreach (ChatResponseUpdate update in script(Asked[^1].Messages))
        {
            await Task.Yield();
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

internal sealed record Verdict(string Topic, bool Good, string? Reason = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ChatJson : JsonSerializerContext;
