using System.Text.Json;

namespace Perdure.Agents.Adk;

/// <summary>What the events of a run come to, in whatever way they arrive.</summary>
/// <param name="outputNode">Whose answer counts; null: the last.</param>
internal sealed class AdkReading(string? outputNode)
{
    private readonly Dictionary<string, AgentInterrupt> questions = [];
    private readonly HashSet<string> models = [];
    private bool any;
    private long input;
    private long output;
    private bool counted;

    /// <summary>The answer of a workflow's node; null: none.</summary>
    public JsonElement? Structured { get; private set; }

    /// <summary>The last text; null: none.</summary>
    public string? Text { get; private set; }

    public IReadOnlyList<AgentInterrupt> Questions => [.. questions.Values];

    public AgentUsage? Usage => counted ? new AgentUsage(models.Count == 1 ? models.First() : null, input, output) : null;

    /// <summary>Takes a whole event.</summary>
    /// <exception cref="AgentFailure">It is an error.</exception>
    public void Take(JsonElement told)
    {
        if (told.Get("id") is null && told.Text("error") is { } fatal) throw new AgentFailure(AdkErrors.OfText(fatal));
        if (told.Text("errorCode") is { } code) throw new AgentFailure(AdkErrors.OfEvent(code, told.Text("errorMessage"), nothingDone: !any));
        any = true;
        foreach (AgentInterrupt question in AdkEvents.QuestionsOf(told)) questions[question.Id] = question;
        Count(told);
        if (outputNode is not null && !AdkEvents.IsOf(told, outputNode)) return;
        if (told.Get("output") is { } value) Structured = value;
        if (AdkEvents.Calls(told) || told.Text("author") == "user") return;
        if (AdkEvents.TextOf(told) is { Length: > 0 } text) Text = text;
    }

    /// <summary>What the run has come to, when it has ended.</summary>
    /// <exception cref="AgentFailure">Nothing that fits.</exception>
    public AgentEvent<TOut> End<TOut>(AgentPayload<TOut> type, AgentHandle handle)
    {
        if (questions.Count > 0) return new AgentEvent<TOut>.Interrupted(Questions, handle);

        // A text is what was said; only where nothing was is it what a node gave.
        if (Structured is { } value && (!AgentPayload<TOut>.IsText || Text is null))
            return new AgentEvent<TOut>.Completed(value.ValueKind == JsonValueKind.String && !AgentPayload<TOut>.IsText ? type.ReadText(value.GetString()!) : type.Read(value), Usage);
        if (Text is { } text) return new AgentEvent<TOut>.Completed(type.ReadText(text), Usage);
        throw new AgentFailure(AgentErrorKind.OutputMismatch, $"its answer does not fit: at $ an answer{(outputNode is null ? "" : $" of '{outputNode}'")} is expected, and nothing was found");
    }

    private void Count(JsonElement told)
    {
        if (told.Get("usageMetadata") is not { } usage) return;
        counted = true;
        input += usage.Number("promptTokenCount") ?? 0;
        output += usage.Number("candidatesTokenCount") ?? 0;
        if (told.Text("modelVersion") is { } model) models.Add(model);
    }
}
