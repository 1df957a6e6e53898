using System.Text.Json;

namespace Perdure.Agents.LangGraph;

/// <summary>What a server says of how a run ended.</summary>
internal static class LangGraphVerdict
{
    /// <summary>The error of a run, as its stream and its tasks tell of it. The run has its end: only a new try may come to something else.</summary>
    public static AgentError ErrorOf(JsonElement said) => said.ValueKind == JsonValueKind.Object
        ? new AgentError(AgentErrorKind.AgentFault, HttpErrors.Shorten(said.Text("message") ?? said.Text("error") ?? "the run failed")) { Code = said.Text("error") ?? said.Text("name") }
        : new AgentError(AgentErrorKind.AgentFault, HttpErrors.Shorten(said.ValueKind == JsonValueKind.String ? said.GetString()! : said.GetRawText()));

    /// <summary>What a checkpoint waits for.</summary>
    public static IReadOnlyList<AgentInterrupt> InterruptsOf(JsonElement checkpoint) =>
    [
        .. checkpoint.Items("tasks").SelectMany(static task => task.Items("interrupts")).Where(static interrupt => interrupt.Text("id") is not null)
            .Select(static interrupt => new AgentInterrupt(interrupt.Text("id")!, "interrupt") { Message = MessageOf(interrupt.Get("value")), Payload = interrupt.Get("value")?.GetRawText() }),
    ];

    /// <summary>A graph interrupts with whatever it likes; these are the names that people are shown something by.</summary>
    private static string? MessageOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.Text("question") ?? other.Text("message") ?? other.Text("prompt") ?? other.Text("description"),
        _ => null,
    };
}

/// <summary>Asks how a run ended: its stream has no mark of its end, and HTTP's status says nothing of it.</summary>
internal sealed class LangGraphVerdict<TOut>(AgentHttp http, LangGraphThread thread, string? outputField, AgentPayload<TOut> output)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <param name="failure">The error that the stream told of; null: none.</param>
    public async Task<AgentEvent<TOut>> ReadAsync(AgentHandle handle, AgentError? failure, AgentUsage? usage, CancellationToken cancellationToken)
    {
        string status = await WaitAsync(handle.Run!, cancellationToken).ConfigureAwait(false);
        JsonElement checkpoint = await thread.GetLastCheckpointAsync(handle.Run!, cancellationToken).ConfigureAwait(false)
            ?? throw new AgentFailure(AgentErrorKind.Ambiguous, $"the run {handle.Run} has ended as '{status}', and the server does not know its thread any more");
        if (status == "error") return new AgentEvent<TOut>.Failed(failure ?? TaskError(checkpoint) ?? new AgentError(AgentErrorKind.AgentFault, "the run failed, and the server does not say why"));

        // The run has its end: asked for again it would be the same.
        if (status == "timeout") return new AgentEvent<TOut>.Failed(new AgentError(AgentErrorKind.AgentFault, "the server ended the run, which took too long") { Code = status });
        if (LangGraphVerdict.InterruptsOf(checkpoint) is { Count: > 0 } interrupts) return new AgentEvent<TOut>.Interrupted(interrupts, handle);
        if (status == "interrupted") return new AgentEvent<TOut>.Failed(new AgentError(AgentErrorKind.Rejected, "the run was cancelled on the server") { Code = "cancelled" });
        return new AgentEvent<TOut>.Completed(AnswerIn(checkpoint), usage);
    }

    /// <summary>Mostly it has ended with its stream. Where the server closed that early, as on its own shutdown, it goes on.</summary>
    private async Task<string> WaitAsync(string run, CancellationToken cancellationToken)
    {
        for (TimeSpan pause = Pause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            JsonElement now = await thread.GetRunAsync(run, cancellationToken).ConfigureAwait(false)
                ?? throw new AgentFailure(AgentErrorKind.Ambiguous, $"the run {run} was started, and the server does not know it any more");
            if (now.Text("status") is { } status and not ("pending" or "running")) return status;
            await Task.Delay(pause, http.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TOut AnswerIn(JsonElement checkpoint)
    {
        JsonElement? values = checkpoint.Get("values");
        if (outputField is null && AgentPayload<TOut>.IsText)
        {
            return LangGraphMessages.LastOf(values) is { } said
                ? output.ReadText(said)
                : throw new AgentFailure(AgentErrorKind.OutputMismatch, "its answer does not fit: at $.messages a message of a model is expected, and nothing was found; name another field with OutputField");
        }

        string at = outputField is null ? "$" : $"$.{outputField}";
        return (outputField is null ? values : values?.Get(outputField)) is not { } found
            ? throw new AgentFailure(AgentErrorKind.OutputMismatch, $"its answer does not fit: at {at} the answer is expected, and nothing was found")
            : found.ValueKind == JsonValueKind.String && !AgentPayload<TOut>.IsText ? ReadEither(found, at) : output.Read(found, at);
    }

    /// <summary>A field of text is the answer, or, where a model wrote an object into it, its JSON.</summary>
    private TOut ReadEither(JsonElement text, string at) => text.GetString()!.AsSpan().TrimStart() is ['{' or '[' or '`', ..] ? output.ReadText(text.GetString()!) : output.Read(text, at);

    private static AgentError? TaskError(JsonElement checkpoint) => checkpoint.Items("tasks").Select(static task => task.Get("error")).OfType<JsonElement>()
        .Select(static error => error.ValueKind == JsonValueKind.String && JsonReading.TryParse(error.GetString()!, out JsonElement inner) ? LangGraphVerdict.ErrorOf(inner) : LangGraphVerdict.ErrorOf(error)).FirstOrDefault();
}
