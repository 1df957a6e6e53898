using System.Text.Json.Nodes;

namespace Perdure.Language.Tests.Documents;

/// <summary>What the published JSON Schema lets a document say, and what of it a document says: each property, each word, and each form of a value, as <c>step.retry</c>, <c>step.failures=collect</c>, <c>retry#number</c>.</summary>
internal sealed class SchemaWalk(JsonObject schema)
{
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    /// <summary>All that can be said.</summary>
    public IReadOnlyCollection<string> All()
    {
        HashSet<string> all = new(StringComparer.Ordinal);
        Collect(schema, "workflow", all);
        foreach ((string name, JsonNode? definition) in schema["definitions"]!.AsObject()) Collect(definition!.AsObject(), name, all);
        return all;
    }

    /// <summary>What some documents say.</summary>
    public IReadOnlyCollection<string> Of(IEnumerable<JsonNode> documents)
    {
        said.Clear();
        foreach (JsonNode document in documents) Walk(schema, "workflow", document);
        return said;
    }

    private static IEnumerable<JsonObject> Alternatives(JsonObject of) => new[] { "oneOf", "anyOf" }.SelectMany(name => of[name]?.AsArray() ?? []).Select(one => one!.AsObject());

    private void Collect(JsonObject of, string owner, HashSet<string> all)
    {
        foreach ((string name, JsonNode? property) in of["properties"]?.AsObject() ?? [])
        {
            all.Add($"{owner}.{name}");
            Collect(property!.AsObject(), $"{owner}.{name}", all);
        }

        foreach (JsonNode? word in of["enum"]?.AsArray() ?? []) all.Add($"{owner}={word}");
        foreach (JsonObject alternative in Alternatives(of))
        {
            foreach (string kind in Kinds(alternative)) all.Add($"{owner}#{kind}");
            if (alternative["$ref"] is null) Collect(alternative, owner, all);
        }
    }

    private void Walk(JsonObject of, string owner, JsonNode? value)
    {
        if (of["$ref"] is { } reference)
        {
            string name = ((string)reference!).Split('/')[^1];
            Walk(schema["definitions"]![name]!.AsObject(), name, value);
            return;
        }

        foreach (JsonObject alternative in Alternatives(of).Where(alternative => Kinds(alternative).Contains(KindOf(value))))
        {
            said.Add($"{owner}#{KindOf(value)}");
            Walk(alternative, owner, value);
        }

        if (value is JsonValue word && of["enum"] is not null) said.Add($"{owner}={word}");
        if (value is JsonArray items && of["items"] is JsonObject item)
        {
            foreach (JsonNode? one in items) Walk(item, owner, one);
        }

        if (value is not JsonObject members) return;
        foreach ((string name, JsonNode? member) in members)
        {
            if (of["properties"]?[name] is JsonObject property)
            {
                said.Add($"{owner}.{name}");
                Walk(property, $"{owner}.{name}", member);
            }
            else if (of["additionalProperties"] is JsonObject others)
            {
                Walk(others, owner, member);
            }
        }
    }

    /// <summary>The kinds of values that an alternative is for; none: it says only what stands beside what.</summary>
    private IReadOnlyList<string> Kinds(JsonObject alternative)
    {
        if (alternative["$ref"] is { } reference) return Kinds(schema["definitions"]![((string)reference!).Split('/')[^1]]!.AsObject());
        if (alternative["type"] is JsonArray several) return [.. several.Select(kind => Kind((string)kind!))];
        if (alternative["type"] is { } type) return [Kind((string)type!)];
        return [.. Alternatives(alternative).SelectMany(Kinds).Distinct()];
    }

    private static string Kind(string type) => type == "integer" ? "number" : type;

    private static string KindOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => "number",
            _ => "boolean",
        },
    };
}
