using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.A2A;

/// <summary>How a version of the protocol names what all of them have.</summary>
internal abstract class A2AVersion
{
    private const string StatePrefix = "TASK_STATE_";

    public static A2AVersion One { get; } = new Version1();

    public static A2AVersion ZeroThree { get; } = new Version03();

    /// <summary>The value of the header <c>A2A-Version</c>; null: there is no such header.</summary>
    public abstract string? Header { get; }

    /// <summary>Whether the tasks of a context can be asked for.</summary>
    public abstract bool Lists { get; }

    /// <summary>An operation's name in JSON-RPC.</summary>
    public abstract string Method(A2AOperation operation);

    /// <summary>A message of ours.</summary>
    /// <param name="taskId">The task that it answers; null: it begins one.</param>
    public JsonObject Message(string messageId, string contextId, string? taskId, IEnumerable<JsonNode?> values)
    {
        var message = new JsonObject
        {
            ["messageId"] = messageId,
            ["contextId"] = contextId,
            ["parts"] = new JsonArray([.. values.Select(Part)]),
        };
        if (taskId is not null) message["taskId"] = taskId;
        Complete(message);
        return message;
    }

    /// <summary>The settings of a message whose answer is not waited for.</summary>
    public abstract JsonObject ReturnAtOnce();

    /// <summary>Tells the kinds of results apart.</summary>
    public abstract A2AUpdate Read(JsonElement result);

    /// <summary>A task's state, in the words of 0.3: <c>working</c>, <c>input-required</c>.</summary>
    public static string State(JsonElement task)
    {
        string state = task.Text("status", "state") ?? "unknown";
        return state.StartsWith(StatePrefix, StringComparison.Ordinal) ? state[StatePrefix.Length..].ToLowerInvariant().Replace('_', '-') : state;
    }

    /// <summary>Whether a task goes on without us.</summary>
    public static bool IsAtWork(string state) => state is "submitted" or "working" or "unknown" or "unspecified";

    /// <summary>Whether a task waits for a message.</summary>
    public static bool IsAsking(string state) => state is "input-required" or "auth-required";

    protected abstract void Complete(JsonObject message);

    protected abstract JsonObject Part(JsonNode? value);

    private static string Member(JsonNode? value) => value is JsonValue && value.GetValueKind() == JsonValueKind.String ? "text" : "data";

    private sealed class Version1 : A2AVersion
    {
        public override string Header => "1.0";

        public override bool Lists => true;

        public override string Method(A2AOperation operation) => operation switch
        {
            A2AOperation.Send => "SendMessage",
            A2AOperation.Stream => "SendStreamingMessage",
            A2AOperation.Get => "GetTask",
            A2AOperation.List => "ListTasks",
            A2AOperation.Subscribe => "SubscribeToTask",
            _ => "CancelTask",
        };

        public override JsonObject ReturnAtOnce() => new() { ["returnImmediately"] = true };

        public override A2AUpdate Read(JsonElement result)
        {
            if (result.Get("task") is { } task) return new A2AUpdate(A2AUpdateKind.Task, task);
            if (result.Get("message") is { } message) return new A2AUpdate(A2AUpdateKind.Message, message);
            if (result.Get("statusUpdate") is { } status) return new A2AUpdate(A2AUpdateKind.Status, status);
            if (result.Get("artifactUpdate") is { } artifact) return new A2AUpdate(A2AUpdateKind.Artifact, artifact);
            // GetTask answers with the task itself.
            return new A2AUpdate(result.Get("status") is null ? A2AUpdateKind.Unknown : A2AUpdateKind.Task, result);
        }

        protected override void Complete(JsonObject message) => message["role"] = "ROLE_USER";

        protected override JsonObject Part(JsonNode? value) => new() { [Member(value)] = value };
    }

    private sealed class Version03 : A2AVersion
    {
        public override string? Header => null;

        public override bool Lists => false;

        public override string Method(A2AOperation operation) => operation switch
        {
            A2AOperation.Send => "message/send",
            A2AOperation.Stream => "message/stream",
            A2AOperation.Get => "tasks/get",
            A2AOperation.Subscribe => "tasks/resubscribe",
            A2AOperation.Cancel => "tasks/cancel",
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "A2A 0.3 has no such method."),
        };

        public override JsonObject ReturnAtOnce() => new() { ["blocking"] = false };

        public override A2AUpdate Read(JsonElement result) => result.Text("kind") switch
        {
            "task" => new A2AUpdate(A2AUpdateKind.Task, result),
            "message" => new A2AUpdate(A2AUpdateKind.Message, result),
            "status-update" => new A2AUpdate(A2AUpdateKind.Status, result),
            "artifact-update" => new A2AUpdate(A2AUpdateKind.Artifact, result),
            _ => new A2AUpdate(A2AUpdateKind.Unknown, result),
        };

        protected override void Complete(JsonObject message)
        {
            message["kind"] = "message";
            message["role"] = "user";
        }

        protected override JsonObject Part(JsonNode? value) => new() { ["kind"] = Member(value), [Member(value)] = value };
    }
}

/// <summary>What an agent tells, in either version.</summary>
internal readonly record struct A2AUpdate(A2AUpdateKind Kind, JsonElement Value);

/// <summary>The kinds of what an agent tells.</summary>
internal enum A2AUpdateKind
{
    /// <summary>Nothing that we know.</summary>
    Unknown,

    /// <summary>An answer without a task.</summary>
    Message,

    /// <summary>The whole of a task.</summary>
    Task,

    /// <summary>A task's new state.</summary>
    Status,

    /// <summary>A piece of an artifact.</summary>
    Artifact,
}
