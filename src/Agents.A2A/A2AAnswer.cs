using System.Text.Json;

namespace Perdure.Agents.A2A;

/// <summary>What an agent has said of its answer so far: the parts of its artifacts, in the order in which they began.</summary>
internal sealed class A2AAnswer
{
    private readonly List<string> order = [];
    private readonly Dictionary<string, List<JsonElement>> artifacts = new(StringComparer.Ordinal);

    /// <summary>Takes the artifacts of a task as they are.</summary>
    public void TakeAll(JsonElement task)
    {
        foreach (JsonElement artifact in task.Items("artifacts")) Replace(artifact);
    }

    /// <summary>Takes a piece of an artifact.</summary>
    /// <returns>Its text, as far as it is new; null: there is none.</returns>
    public string? Take(JsonElement update)
    {
        if (update.Get("artifact") is not { } artifact) return null;
        bool began = artifacts.TryGetValue(Id(artifact), out List<JsonElement>? soFar);
        if (began && update.Is("append"))
        {
            soFar!.AddRange(artifact.Items("parts"));
        }
        else
        {
            Replace(artifact);
            // The whole, once more, behind its pieces.
            if (began) return null;
        }

        string text = TextOf(artifact.Items("parts"));
        return text.Length == 0 ? null : text;
    }

    /// <summary>All parts; those of a message where there is no artifact.</summary>
    public IReadOnlyList<JsonElement> Parts(JsonElement? message)
    {
        List<JsonElement> parts = [.. order.SelectMany(id => artifacts[id])];
        return parts.Count > 0 || message is not { } said ? parts : [.. said.Items("parts")];
    }

    public static string TextOf(IEnumerable<JsonElement> parts) => string.Concat(parts.Select(static part => part.Text("text")));

    /// <summary>The answer in its parts.</summary>
    /// <exception cref="AgentFailure">It is no such answer.</exception>
    public static T Decode<T>(IReadOnlyList<JsonElement> parts, AgentPayload<T> type)
    {
        foreach (JsonElement part in parts)
        {
            if (FileIn(part) is { } file) throw Misfit($"its answer does not fit: a text or data is expected, and a file was found ({file}), which an [A2AAgent] does not take");
        }

        List<JsonElement> data = [.. parts.Select(static part => part.Get("data")).OfType<JsonElement>()];
        string text = TextOf(parts);
        if (AgentPayload<T>.IsText)
        {
            if (text.Length == 0 && data.Count > 0) throw Misfit("its answer does not fit: a text is expected, and a data part was found");
            ThrowIfQuestion(text);
            return type.ReadText(text);
        }

        if (data.Count > 1) throw Misfit($"its answer does not fit: one data part is expected, and {data.Count} were found");
        if (data.Count == 1) return type.Read(data[0]);
        ThrowIfQuestion(text);
        return type.ReadText(text);
    }

    /// <summary>Strands says by A2A that it is done where it asks back, with its questions as the answer; and it takes no answer to them.</summary>
    private static void ThrowIfQuestion(string text)
    {
        if (text is not ['[', '{', ..] || !JsonReading.TryParse(text, out JsonElement json) || json.ValueKind != JsonValueKind.Array || !json.EnumerateArray().All(IsStrandsInterrupt)) return;
        string asked = string.Join(", ", json.EnumerateArray().Select(static question => $"'{question.Text("name")}'"));
        throw new AgentFailure(AgentErrorKind.Rejected, $"it asks back ({asked}), and says so as if it were its answer: a Strands agent takes no answers over A2A; reach it by [StrandsAgent]");
    }

    /// <summary>As <c>{"id":"tool:tool-1:approval","name":"approval","reason":{…},"source":"tool"}</c>: an id that is made of its source and its name.</summary>
    private static bool IsStrandsInterrupt(JsonElement item) =>
        item.Text("id") is { } id && item.Text("name") is { } name && item.Text("source") is { } source
        && id.StartsWith($"{source}:", StringComparison.Ordinal) && id.EndsWith($":{name}", StringComparison.Ordinal);

    /// <summary>1.0 has a part of bytes or of an address, 0.3 one that says of itself to be a file.</summary>
    private static string? FileIn(JsonElement part)
    {
        bool isFile = part.Text("kind") == "file" || part.Get("raw") is not null || part.Get("url") is not null || part.Get("file") is not null;
        if (!isFile) return null;
        string? name = part.Text("filename") ?? part.Text("file", "name");
        string? type = part.Text("mediaType") ?? part.Text("file", "mimeType");
        return $"{(name is { Length: > 0 } ? $"'{name}'" : "without a name")}{(type is { Length: > 0 } ? $", {type}" : "")}";
    }

    private static string Id(JsonElement artifact) => artifact.Text("artifactId") ?? "";

    private static AgentFailure Misfit(string message) => new(AgentErrorKind.OutputMismatch, message);

    private void Replace(JsonElement artifact)
    {
        string id = Id(artifact);
        if (!artifacts.ContainsKey(id)) order.Add(id);
        artifacts[id] = [.. artifact.Items("parts")];
    }
}
