using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Perdure.Agents.Chat;

/// <summary>The questions of a model whether it may call a tool, and what they are answered with.</summary>
internal static class ChatQuestions
{
    /// <summary>What an answer looks like.</summary>
    private const string Schema = """{"type":"object","properties":{"approved":{"type":"boolean"},"reason":{"type":["string","null"]}},"required":["approved"]}""";

    private static readonly JsonTypeInfo<IDictionary<string, object?>> Arguments =
        (JsonTypeInfo<IDictionary<string, object?>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>));

    public static AgentInterrupt Ask(ToolApprovalRequestContent request)
    {
        var call = request.ToolCall as FunctionCallContent;
        return new AgentInterrupt(request.RequestId, "confirmation")
        {
            Message = call is null ? "May the model call a tool?" : $"May the model call '{call.Name}'?",
            Payload = call is null ? null : new JsonObject
            {
                ["tool"] = call.Name,
                ["arguments"] = call.Arguments is { } arguments ? JsonSerializer.SerializeToNode(arguments, Arguments) : null,
            }.ToJsonString(),
            ResponseSchema = Schema,
        };
    }

    /// <summary>The conversation that a question stopped, with the answers behind it.</summary>
    /// <param name="transcript">What the question waited with.</param>
    /// <exception cref="AgentFailure">An answer is to a question that is not open.</exception>
    public static List<ChatMessage> Answer(string? transcript, IReadOnlyList<AgentAnswer> answers)
    {
        if (transcript is null) throw new AgentFailure(AgentErrorKind.InterruptNotPending, "the conversation that the answer belongs to is not there any more");
        List<ChatMessage> messages = ChatTranscript.Read(transcript);
        Dictionary<string, ToolApprovalRequestContent> open = messages.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>().ToDictionary(static request => request.RequestId);
        foreach (ToolApprovalResponseContent past in messages.SelectMany(static message => message.Contents).OfType<ToolApprovalResponseContent>()) open.Remove(past.RequestId);

        messages.Add(new ChatMessage(ChatRole.User, [.. answers.Select(answer => Respond(open, answer))]));
        return messages;
    }

    private static ToolApprovalResponseContent Respond(Dictionary<string, ToolApprovalRequestContent> open, AgentAnswer answer)
    {
        if (!open.TryGetValue(answer.Interrupt.Id, out ToolApprovalRequestContent? request))
            throw new AgentFailure(AgentErrorKind.InterruptNotPending, $"the question '{answer.Interrupt.Id}' is not open");
        JsonElement value = JsonElement.Parse(answer.Value);
        return request.CreateResponse(value.Is("approved"), value.Text("reason"));
    }
}
