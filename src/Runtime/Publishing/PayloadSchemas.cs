using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Perdure.Payloads;

namespace Perdure.Publishing;

/// <summary>
/// How the values of a published workflow are written as JSON, as JSON Schemas by what they are. They are stored with it: a process of another build, or with other agents, may describe the types by another serializer
/// context, and would read values of its runs as something else without any error.
/// </summary>
internal static class PayloadSchemas
{
    /// <summary>The schemas of a plan as one text.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="messages">The types of the messages that it waits for, by the ids of their steps.</param>
    /// <param name="serializer">Knows what the contexts say.</param>
    /// <exception cref="PayloadException">A context does not know its type.</exception>
    public static string Write(WorkflowPlan plan, IEnumerable<(string Step, PayloadType Type)> messages, PayloadSerializer serializer)
    {
        var schemas = new JsonObject();
        if (plan.Input is { } input) schemas["input"] = Schema(input, serializer);
        foreach (StepPlan step in plan.Steps)
        {
            if (step.Output is { } output) schemas[$"step {step.Id}"] = Schema(output, serializer);
        }

        foreach ((string step, PayloadType type) in messages) schemas[$"signal of {step}"] = Schema(type, serializer);
        return schemas.ToJsonString();
    }

    /// <summary>The schema of one type, as it is compared.</summary>
    /// <exception cref="PayloadException">The context does not know the type.</exception>
    public static JsonNode Schema(PayloadType type, PayloadSerializer serializer)
    {
        try
        {
            return serializer.GetInfo(type, "a value").GetJsonSchemaAsNode();
        }
        catch (NotSupportedException)
        {
            // Of contexts that write references there are no schemas: what they write is not compared.
            return new JsonObject();
        }
    }

    /// <summary>Where values are written in another way here than they are stored; null: nowhere. Further members that may be missing do no harm.</summary>
    /// <param name="stored">The schemas as they were when the workflow was published.</param>
    /// <param name="own">Those of this process.</param>
    public static string? Difference(string stored, string own) => Difference(JsonNode.Parse(stored), JsonNode.Parse(own), "");

    /// <inheritdoc cref="Difference(string, string)"/>
    /// <param name="path">Where the schemas stand.</param>
    public static string? Difference(JsonNode? stored, JsonNode? own, string path)
    {
        if (stored is not JsonObject before || own is not JsonObject now) return JsonNode.DeepEquals(stored, own) ? null : path;
        foreach ((string keyword, JsonNode? value) in before)
        {
            string? found = keyword switch
            {
                "type" or "enum" => Texts(value).IsSubsetOf(Texts(now[keyword])) ? null : path,
                "properties" => Members(value as JsonObject, now["properties"] as JsonObject, path),
                "required" or "description" or "title" or "default" => null,
                "items" or "additionalProperties" => Difference(value, now[keyword], $"{path}[]"),
                _ when path.Length == 0 => now[keyword] is { } same ? Difference(value, same, keyword) : keyword,
                _ => JsonNode.DeepEquals(value, now[keyword]) ? null : path,
            };
            if (found is not null) return found;
        }

        return Texts(now["required"]).Except(Texts(before["required"])).FirstOrDefault() is { } required ? $"{path}.{required.Trim('"')}" : null;
    }

    private static string? Members(JsonObject? before, JsonObject? now, string path)
    {
        foreach ((string name, JsonNode? schema) in before ?? [])
        {
            string at = $"{path}.{name}";
            if (now is null || !now.TryGetPropertyValue(name, out JsonNode? own)) return at;
            if (Difference(schema, own, at) is { } found) return found;
        }

        return null;
    }

    private static HashSet<string> Texts(JsonNode? value) => value switch
    {
        JsonArray several => [.. several.Select(static one => one?.ToJsonString() ?? "null")],
        { } one => [one.ToJsonString()],
        null => [],
    };
}
