using System.Text.Json;

namespace Perdure.Agents.A2A;

/// <summary>One turn, as what the agent tells of it builds up.</summary>
/// <param name="id">Which call it is.</param>
/// <param name="answered">The ids of the questions that the turn answers.</param>
internal sealed class A2ATurn<TOut>(AgentHandle handle, AgentCallId id, IReadOnlyCollection<string> answered, A2AVersion version, AgentPayload<TOut> output)
{
    private readonly A2AAnswer answer = new();
    private AgentUsage? usage;

    public string MessageId { get; } = id.OperationId().ToString();

    /// <summary>The task; null: it is not known yet.</summary>
    public string? Task { get; private set; } = handle.Run;

    /// <summary>Whether it answers a question.</summary>
    public bool Answers => answered.Count > 0;

    /// <summary>Whether it has come to its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Where the work is found, as far as that is known.</summary>
    public AgentHandle Handle => handle with { Run = Task };

    /// <summary>Knows the task, since it was found.</summary>
    public void Find(JsonElement task) => Task = task.Text("id");

    /// <summary>What an update says.</summary>
    /// <exception cref="AgentFailure">The answer does not fit.</exception>
    public IEnumerable<AgentEvent<TOut>> Take(JsonElement result)
    {
        A2AUpdate update = version.Read(result);
        usage = UsageOf(update.Value) ?? usage;
        switch (update.Kind)
        {
            case A2AUpdateKind.Message:
                HasEnded = true;
                yield return new AgentEvent<TOut>.Completed(A2AAnswer.Decode([.. update.Value.Items("parts")], output), usage);
                break;
            case A2AUpdateKind.Task:
                if (Meet(update.Value.Text("id")) is { } started) yield return started;
                answer.TakeAll(update.Value);
                if (End(update.Value) is { } result1) yield return result1;
                break;
            case A2AUpdateKind.Artifact:
                if (Meet(update.Value.Text("taskId")) is { } begun) yield return begun;
                if (answer.Take(update.Value) is { } text) yield return new AgentEvent<TOut>.Delta(text, update.Value.Text("artifact", "name"));
                break;
            case A2AUpdateKind.Status:
                if (Meet(update.Value.Text("taskId")) is { } known) yield return known;
                string state = A2AVersion.State(update.Value);
                if (A2AVersion.IsAtWork(state)) yield return new AgentEvent<TOut>.Progress(Node: null, state, update.Value.Get("status", "message") is { } message ? ProgressData.Of(message) : null);
                if (End(update.Value) is { } end) yield return end;
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a task, as it is, has been sent this turn's message. Agents that keep no history cannot be asked that: one that does not wait any more was sent it, as nobody else knows the task.</summary>
    public bool WasSent(JsonElement task)
    {
        List<JsonElement> history = [.. task.Items("history")];
        return history.Count > 0
            ? history.Any(message => message.Text("messageId") == MessageId)
            : !A2AVersion.IsAsking(A2AVersion.State(task));
    }

    /// <summary>Whether a task that waits does so with a question that this turn answers.</summary>
    public bool IsAnswered(JsonElement task) => answered.Contains(QuestionOf(task));

    /// <summary>The id of the question that a task waits with.</summary>
    private static string QuestionOf(JsonElement task) => task.Text("status", "message", "messageId") ?? task.Text("id") ?? task.Text("taskId") ?? "";

    /// <summary>ADK's way of telling it.</summary>
    private static AgentUsage? UsageOf(JsonElement update) => update.Get("metadata", "adk_usage_metadata") is { } used
        ? new AgentUsage(Model: null, used.Number("promptTokenCount") ?? 0, used.Number("candidatesTokenCount") ?? 0)
        : null;

    /// <summary>The first id that is told is the task's: Strands names another one in a stream that fails.</summary>
    private AgentEvent<TOut>.Started? Meet(string? task)
    {
        if (Task is not null || task is null) return null;
        Task = task;
        return new AgentEvent<TOut>.Started(Handle);
    }

    private AgentEvent<TOut>? End(JsonElement task)
    {
        string state = A2AVersion.State(task);
        if (A2AVersion.IsAtWork(state)) return null;
        JsonElement? message = task.Get("status", "message");
        string said = message is { } parts ? A2AAnswer.TextOf(parts.Items("parts")) : "";

        // A task that is answered is told of first as it was: waiting for that very answer.
        if (A2AVersion.IsAsking(state) && answered.Contains(QuestionOf(task))) return null;
        HasEnded = true;
        return state switch
        {
            "completed" => new AgentEvent<TOut>.Completed(A2AAnswer.Decode(answer.Parts(message), output), usage),
            "input-required" or "auth-required" => new AgentEvent<TOut>.Interrupted([Ask(task, state, said)], Handle),
            "failed" => Fail(AgentErrorKind.AgentFault, state, said.Length > 0 ? said : "it failed, and does not say why"),
            "canceled" => Fail(AgentErrorKind.Rejected, state, said.Length > 0 ? said : "its task was cancelled"),
            "rejected" => Fail(AgentErrorKind.Rejected, state, said.Length > 0 ? said : "it refuses the task, and does not say why"),
            _ => Fail(AgentErrorKind.Ambiguous, state, $"its task is '{state}', which is no state that is known here"),
        };
    }

    private static AgentInterrupt Ask(JsonElement task, string state, string said)
    {
        JsonElement? data = task.Items("status", "message", "parts").Select(static part => part.Get("data")).FirstOrDefault(static data => data is not null);
        return new AgentInterrupt(QuestionOf(task), state) { Message = said.Length > 0 ? said : data?.Text("question") ?? data?.Text("message"), Payload = data?.GetRawText() };
    }

    private static AgentEvent<TOut>.Failed Fail(AgentErrorKind kind, string state, string message) => new(new AgentError(kind, HttpErrors.Shorten(message)) { Code = state });
}
