using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Perdure.Agents.Chat;

/// <summary>
/// A chat model. Nothing remains of a call that was lost, and asking again has no effect outside but its cost, unless the client has tools: so the same turn is just asked again, but for a step that may not be done twice. A question of a
/// tool waits with the transcript in its handle, and its answer goes on from there.
/// </summary>
internal sealed class ChatAgent<TIn, TOut> : RemoteAgentBase<TIn, TOut>
{
    private readonly IChatClient client;
    private readonly ChatAgentAttribute attribute;
    private readonly (ChatTemplate? Instructions, ChatTemplate Prompt)? templates;
    private ChatAnswerFormat? format;

    /// <exception cref="InvalidOperationException">Its prompt has a place for what its input does not have.</exception>
    public ChatAgent(IChatClient client, ChatAgentAttribute attribute, RemoteAgentTypes types, ILogger logger)
        : base("chat", types, logger)
    {
        this.client = client;
        this.attribute = attribute;
        if (attribute.Prompt is not { } prompt) return;
        templates = (
            attribute.Instructions is { } instructions ? ChatTemplate.Read(instructions, nameof(ChatAgentAttribute.Instructions), types.Name, Input.Info) : null,
            ChatTemplate.Read(prompt, nameof(ChatAgentAttribute.Prompt), types.Name, Input.Info));
    }

    /// <inheritdoc/>
    public override AgentAbilities Abilities => AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.TellsBeforeSending;

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentEvent<TOut>> AskAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? transcript = request.Answers.Count > 0 ? request.Handle?.State : null;
        List<ChatMessage> messages = request.Answers.Count > 0 ? ChatQuestions.Answer(transcript, request.Answers) : Begin(request.Input);
        var handle = new AgentHandle(Runtime, request.Id.ConversationId(ConversationScope.Try).ToString(), request.Id.Turn) { State = transcript };

        if (!request.MayRepeat && SendMark.MayBeSent(request))
            throw new AgentFailure(AgentErrorKind.Ambiguous, "the model was asked or was about to be, what its tools did cannot be known, and its step may not be done twice");

        // With what the turn begins from: should it be lost, it begins there again.
        yield return new AgentEvent<TOut>.Started(handle);
        List<ChatResponseUpdate> updates = [];
        await using (IAsyncEnumerator<ChatResponseUpdate> told = Ask(messages, cancellationToken))
        {
            while (true)
            {
                (ChatResponseUpdate? next, Exception? failure) = await NextAsync(told, cancellationToken).ConfigureAwait(false);
                if (failure is not null)
                {
                    AgentError error = ChatFailure.Of(failure);
                    if (error.IsTransient && !request.MayRepeat && (updates.Count > 0 || ChatFailure.MayBeTaken(failure))) error = error with { Kind = AgentErrorKind.Ambiguous };
                    if (error.IsTransient && !request.MayRepeat) yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(handle));
                    throw new AgentFailure(error, failure);
                }

                if (next is not { } update) break;
                updates.Add(update);
                if (update.Text is { Length: > 0 } text) yield return new AgentEvent<TOut>.Delta(text, update.AuthorName);
            }
        }

        yield return End(updates.ToChatResponse(), messages, handle);
    }

    /// <inheritdoc/>
    protected override string Redact(string text) => ChatFailure.Redact(text);

    /// <inheritdoc/>
    protected override ValueTask<bool> StopWorkAsync(AgentHandle handle, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <returns>What it says next, null behind the last; or what went wrong.</returns>
    private static async ValueTask<(ChatResponseUpdate? Next, Exception? Failure)> NextAsync(IAsyncEnumerator<ChatResponseUpdate> told, CancellationToken cancellationToken)
    {
        try
        {
            return (await told.MoveNextAsync().ConfigureAwait(false) ? told.Current : null, null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return (null, failure);
        }
    }

    private List<ChatMessage> Begin(TIn input)
    {
        List<ChatMessage> messages = [];
        JsonElement parts = templates is null ? default : JsonSerializer.SerializeToElement(input, Input.Info);
        if (attribute.Instructions is { } instructions) messages.Add(new ChatMessage(ChatRole.System, templates?.Instructions?.Fill(parts) ?? instructions));
        messages.Add(new ChatMessage(ChatRole.User, templates?.Prompt.Fill(parts) ?? Input.WriteText(input)));
        return messages;
    }

    private IAsyncEnumerator<ChatResponseUpdate> Ask(List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        format ??= ChatAnswerFormat.Of(Output.Info);
        var options = new ChatOptions
        {
            ModelId = attribute.Model,
            MaxOutputTokens = attribute.MaxTokens > 0 ? attribute.MaxTokens : null,
            Temperature = double.IsNaN(attribute.Temperature) ? null : (float)attribute.Temperature,
            ResponseFormat = format.Format,
        };
        return client.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private AgentEvent<TOut> End(ChatResponse response, List<ChatMessage> messages, AgentHandle handle)
    {
        List<AIContent> said = [.. response.Messages.SelectMany(static message => message.Contents)];
        if (said.OfType<ErrorContent>().FirstOrDefault() is { } error)
        {
            AgentErrorKind kind = string.Equals(error.ErrorCode, "Refusal", StringComparison.OrdinalIgnoreCase) ? AgentErrorKind.Rejected : AgentErrorKind.AgentFault;
            throw new AgentFailure(new AgentError(kind, kind == AgentErrorKind.Rejected ? $"the model refuses: {error.Message}" : error.Message) { Code = error.ErrorCode });
        }

        List<ToolApprovalRequestContent> questions = [.. said.OfType<ToolApprovalRequestContent>()];
        if (questions.Count > 0)
        {
            messages.AddRange(response.Messages);
            return new AgentEvent<TOut>.Interrupted([.. questions.Select(ChatQuestions.Ask)], handle with { State = ChatTranscript.Write(messages) });
        }

        if (response.FinishReason == ChatFinishReason.ContentFilter) throw new AgentFailure(new AgentError(AgentErrorKind.Rejected, "the answer was filtered by the model's provider") { Code = ChatFinishReason.ContentFilter.Value });
        if (response.FinishReason == ChatFinishReason.Length)
            throw new AgentFailure(new AgentError(AgentErrorKind.OutputMismatch, $"its answer was cut off{(attribute.MaxTokens > 0 ? $" after {attribute.MaxTokens} tokens: raise MaxTokens, or ask for less" : ": the model may write no more tokens")}") { Code = ChatFinishReason.Length.Value });
        if (Uncalled(said) is { } tool)
            throw new AgentFailure(AgentErrorKind.InvalidRequest, $"the model calls the tool '{tool}', and its client calls none: register an IChatClient that is built with UseFunctionInvocation()");
        return new AgentEvent<TOut>.Completed(format!.Read(response.Text, Output), Usage(response));
    }

    /// <summary>A tool that the model calls last, and that nobody called.</summary>
    private static string? Uncalled(List<AIContent> said)
    {
        HashSet<string> called = [.. said.OfType<FunctionResultContent>().Select(static result => result.CallId)];
        return said.OfType<FunctionCallContent>().FirstOrDefault(call => !call.InformationalOnly && !called.Contains(call.CallId))?.Name;
    }

    private AgentUsage? Usage(ChatResponse response) => response.Usage is { } used
        ? new AgentUsage(response.ModelId ?? attribute.Model, used.InputTokenCount ?? 0, used.OutputTokenCount ?? 0)
        : null;
}
