using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Perdure.Agents.Mcp;

/// <summary>
/// The questions of a tool of 2025-11-25, which come while its call is open. One that nobody has answered yet is told <c>cancel</c>, as by a person who closes the form, and waits as a question of the run; what the call came to then is
/// passed over. When there is an answer the tool is called again, and what it asks in the same words is answered at once, each answer once and in their order. So all answers of the try are kept.
/// </summary>
internal sealed class McpPutOff
{
    /// <summary>A tool that asks again when it is told to cancel would do so for ever.</summary>
    private const int MostQuestions = 32;

    private readonly Lock gate = new();
    private readonly List<Known> known;
    private readonly List<AgentInterrupt> open = [];

    /// <param name="answered">What was answered in the turns of the try so far, as <see cref="Answered"/> gave it; null: nothing.</param>
    /// <param name="turn">The turn that brings the answers. One that is sent again has them among those already.</param>
    public McpPutOff(string? answered, int turn, IReadOnlyList<AgentAnswer> answers)
    {
        known = [.. Read(answered).Where(answer => answer.Turn < turn), .. answers.Select(answer => new Known(turn, answer.Interrupt.Message ?? "", answer.Value))];
        Answered = known.Count == 0 ? null : Write(known);
    }

    /// <summary>All that was answered so far.</summary>
    public string? Answered { get; }

    /// <summary>What nobody has answered yet.</summary>
    public IReadOnlyList<AgentInterrupt> Open
    {
        get
        {
            lock (gate) return [.. open];
        }
    }

    /// <summary>What it asked that nobody here can answer; null: nothing.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Answers a question, or puts it off.</summary>
    public ElicitResult Ask(ElicitRequestParams? asked)
    {
        lock (gate)
        {
            string message = asked?.Message ?? "";
            if (asked?.Mode is { Length: > 0 } mode and not "form") Wrong ??= $"it asks by '{mode}' ({message}), and only by a form can be answered here";
            else if (known.FindIndex(answer => answer.Message == message) is >= 0 and var index) return Take(index);
            else if (open.Count < MostQuestions && open.TrueForAll(question => question.Message != message)) open.Add(Question(asked, message));
            return new ElicitResult { Action = "cancel" };
        }
    }

    private ElicitResult Take(int index)
    {
        // A person said yes to this question, and not to whatever is asked in the same words.
        string value = known[index].Value;
        known.RemoveAt(index);
        JsonElement answer = JsonElement.Parse(value);
        if (answer.ValueKind == JsonValueKind.Null) return new ElicitResult { Action = "decline" };
        if (answer.ValueKind == JsonValueKind.Object) return new ElicitResult { Action = "accept", Content = answer.EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value) };
        Wrong ??= "it takes an object as the answer to its question, and something else was given";
        return new ElicitResult { Action = "cancel" };
    }

    private AgentInterrupt Question(ElicitRequestParams? asked, string message) => new($"{McpQuestions.Kind}-{open.Count + 1}", McpQuestions.Kind)
    {
        Message = message,
        ResponseSchema = asked?.RequestedSchema is { } schema ? JsonSerializer.Serialize(schema, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ElicitRequestParams.RequestSchema))) : null,
    };

    private static IEnumerable<Known> Read(string? answered) => answered is not null && JsonReading.TryParse(answered, out JsonElement list) && list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select(static item => new Known((int)(item.Number("turn") ?? 0), item.Text("message") ?? "", item.Get("value")?.GetRawText() ?? "null"))
        : [];

    private static string Write(List<Known> answers) => new JsonArray([.. answers.Select(static answer => new JsonObject { ["turn"] = answer.Turn, ["message"] = answer.Message, ["value"] = JsonNode.Parse(answer.Value) })]).ToJsonString();

    private readonly record struct Known(int Turn, string Message, string Value);
}
