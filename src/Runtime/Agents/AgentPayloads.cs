using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Agents;

/// <summary>What remote agents say, as it is stored: questions and transcripts are the user's data, and are encoded as such.</summary>
internal sealed partial class AgentPayloads(PayloadSerializer serializer)
{
    /// <summary>A handle as it is stored.</summary>
    /// <exception cref="PayloadException">What the runtime wants back is too large, or cannot be encoded.</exception>
    /// <exception cref="RemoteAgentException">It names what no database could hold.</exception>
    public StoredHandle Store(AgentHandle handle, Guid run, string agent)
    {
        foreach (string? text in (ReadOnlySpan<string?>)[handle.Runtime, handle.Conversation, handle.Run, handle.Cursor])
        {
            if (text is not null && (text.Contains('\0') || !IsWhole(text))) throw Unstorable(agent, "its handle");
        }

        StoredPayload? state = handle.State is { } text2
            ? serializer.StorePlain(JsonSerializer.Serialize(PerdureJson.Storable(text2), AgentJson.Default.String), new PayloadPlace(run), $"the state of agent '{agent}'")
            : null;
        return new StoredHandle(handle.Runtime, handle.Conversation, handle.Turn, handle.Run, handle.Cursor, state);
    }

    /// <summary>A handle that was stored.</summary>
    public AgentHandle Read(StoredHandle handle, Guid run, string agent) => new(handle.Runtime, handle.Conversation, handle.Turn)
    {
        Run = handle.Run,
        Cursor = handle.Cursor,
        State = handle.State is { } state
            ? JsonSerializer.Deserialize(serializer.ReadPlain(state, new PayloadPlace(run), $"the state of agent '{agent}'"), AgentJson.Default.String)
            : null,
    };

    /// <summary>Questions as they are stored.</summary>
    /// <exception cref="PayloadException">They are too large, or cannot be encoded.</exception>
    /// <exception cref="RemoteAgentException">What the agent hands over is no JSON.</exception>
    public StoredQuestions Store(IReadOnlyList<AgentInterrupt> interrupts, Guid run, string agent)
    {
        StoredInterrupt[] stored;
        try
        {
            stored = [.. interrupts.Select(static one => new StoredInterrupt(
                PerdureJson.Storable(one.Id), PerdureJson.Storable(one.Kind), one.Message is null ? null : PerdureJson.Storable(one.Message), Parse(one.Payload), Parse(one.ResponseSchema)))];
        }
        catch (JsonException)
        {
            throw Unstorable(agent, "its question");
        }

        string json = JsonSerializer.Serialize(stored, AgentJson.Default.StoredInterruptArray);
        return new StoredQuestions(serializer.StorePlain(json, new PayloadPlace(run), $"what agent '{agent}' asks"), stored.Length);
    }

    /// <summary>Questions that were stored.</summary>
    public IReadOnlyList<AgentInterrupt> Read(StoredPayload interrupts, Guid run, string agent)
    {
        StoredInterrupt[] stored = JsonSerializer.Deserialize(serializer.ReadPlain(interrupts, new PayloadPlace(run), $"what agent '{agent}' asks"), AgentJson.Default.StoredInterruptArray)!;
        return [.. stored.Select(static one => new AgentInterrupt(one.Id, one.Kind) { Message = one.Message, Payload = one.Payload?.GetRawText(), ResponseSchema = one.Schema?.GetRawText() })];
    }

    /// <summary>An answer that was stored, as JSON.</summary>
    public string Read(StoredPayload answer, Guid run) => serializer.ReadPlain(answer, new PayloadPlace(run), "an answer to an agent");

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(Nul().Replace(json, "$1\\ufffd"));

    private static RemoteAgentException Unstorable(string agent, string what) =>
        new(agent, new AgentError(AgentErrorKind.InvalidRequest, $"{what} holds what is no JSON, or a text that cannot be stored: that is a defect of what connects the agent"));

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i)) i++;
            else if (char.IsSurrogate(text[i])) return false;
        }

        return true;
    }

    /// <summary>PostgreSQL stores JSON with U+0000 in it, but reads no field of that JSON any more.</summary>
    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    private static partial Regex Nul();
}

/// <summary>A question, with its JSON as JSON, so that people can read it in the table.</summary>
internal sealed record StoredInterrupt(string Id, string Kind, string? Message, JsonElement? Payload, JsonElement? Schema);

/// <summary>An answer, beside how it is encoded.</summary>
internal sealed record StoredAnswer(string? Codec, JsonElement Value);

/// <summary>The JSON in rows of remote work.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = PayloadSerializer.MaxDepth)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(StoredInterrupt[]))]
[JsonSerializable(typeof(StoredAnswer[]))]
internal sealed partial class AgentJson : JsonSerializerContext
{
    /// <summary>Answers as their column holds them.</summary>
    public static string WriteAnswers(IReadOnlyList<StoredPayload> answers) =>
        answers.Count == 0 ? "[]" : $"[{string.Join(',', answers.Select(static answer => $"{{{(answer.Codec is null ? "" : $"\"codec\":{JsonSerializer.Serialize(answer.Codec, Default.String)},")}\"value\":{answer.Json}}}"))}]";

    /// <summary>Answers from their column.</summary>
    public static IReadOnlyList<StoredPayload> ReadAnswers(string json) =>
        json == "[]" ? [] : [.. JsonSerializer.Deserialize(json, Default.StoredAnswerArray)!.Select(static answer => new StoredPayload(answer.Value.GetRawText(), answer.Codec))];
}
