using System.Text.Json;

namespace Perdure.Agents.Mcp;

/// <summary>What a JSON Schema says for certain of a value, as far as two of them can be compared: its kinds, fields, items and values. References within the document are followed; one to elsewhere says nothing.</summary>
internal readonly record struct SchemaView
{
    private const int MostReferences = 16;

    private readonly JsonElement root;
    private readonly JsonElement node;
    private readonly bool lessNull;

    private SchemaView(JsonElement root, JsonElement node, bool lessNull = false)
    {
        this.root = root;
        this.node = node;
        this.lessNull = lessNull;
    }

    public static SchemaView Of(JsonElement schema) => At(schema, schema);

    /// <summary>The kinds of value, in the words of JSON Schema; null: any.</summary>
    public IReadOnlyList<string>? Types
    {
        get
        {
            bool without = lessNull;
            return Kinds() is { } kinds ? [.. kinds.Distinct().Where(kind => !(without && kind == "null"))] : null;
        }
    }

    /// <summary>A number that is also read from a text, as web defaults allow; it is written as a number.</summary>
    public bool IsNumberOrText => node.Get("pattern") is not null && Types is { } kinds && kinds.Contains("string") && (kinds.Contains("number") || kinds.Contains("integer"));

    /// <summary>The fields; null: it is no object, or says nothing of its fields.</summary>
    public IReadOnlyDictionary<string, SchemaView>? Properties
    {
        get
        {
            if (node.Get("properties") is not { ValueKind: JsonValueKind.Object } fields) return null;
            var all = new Dictionary<string, SchemaView>(StringComparer.Ordinal);
            foreach (JsonProperty property in fields.EnumerateObject()) all[property.Name] = At(root, property.Value);
            return all;
        }
    }

    /// <summary>The fields that have to be there.</summary>
    public IReadOnlyList<string> Required => [.. node.Items("required").Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!)];

    /// <summary>The items of an array; null: it is none, or says nothing of them.</summary>
    public SchemaView? Items => node.Get("items") is { ValueKind: JsonValueKind.Object } items ? At(root, items) : null;

    /// <summary>The values that there are, as JSON; null: it does not list them.</summary>
    public IReadOnlyList<string>? Values => node.Get("enum") is { ValueKind: JsonValueKind.Array } values
        ? [.. values.EnumerateArray().Where(static value => value.ValueKind != JsonValueKind.Null).Select(static value => value.GetRawText())]
        : null;

    /// <summary>Whether it allows no further fields.</summary>
    public bool IsClosed => node.Get("additionalProperties") is { ValueKind: JsonValueKind.False };

    /// <summary>Whether it says that it takes further fields.</summary>
    public bool IsOpen => node.Get("additionalProperties") is { ValueKind: JsonValueKind.True or JsonValueKind.Object };

    /// <summary>The same, with a null that is not written.</summary>
    public SchemaView WithoutNull() => new(root, node, lessNull: true);

    /// <summary>A value that may be null is often written as a choice between it and null.</summary>
    private static SchemaView At(JsonElement root, JsonElement node)
    {
        node = Follow(root, node);
        List<JsonElement> choices = [.. Choices(node).Select(choice => Follow(root, choice)).Where(static choice => choice.Text("type") != "null")];
        bool mayBeNull = Choices(node).Any(static choice => choice.Text("type") == "null");
        return choices.Count == 1 && mayBeNull ? new SchemaView(root, choices[0]) { MayBeNull = true } : new SchemaView(root, node);
    }

    private bool MayBeNull { get; init; }

    private static IEnumerable<JsonElement> Choices(JsonElement node) => node.Items("anyOf").Concat(node.Items("oneOf"));

    private static JsonElement Follow(JsonElement root, JsonElement node)
    {
        for (int i = 0; i < MostReferences && node.Text("$ref") is { } reference; i++)
        {
            JsonElement? target = reference == "#" ? root : reference.StartsWith("#/", StringComparison.Ordinal) ? Find(root, reference[2..]) : null;
            if (target is not { } found) return default;
            node = found;
        }

        return node;
    }

    private static JsonElement? Find(JsonElement at, string pointer)
    {
        foreach (string part in pointer.Split('/'))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index < at.GetArrayLength()) at = at[index];
            else if (at.Get(name) is { } inner) at = inner;
            else return null;
        }

        return at;
    }

    private IEnumerable<string>? Kinds()
    {
        IEnumerable<string>? kinds = node.Get("type") switch
        {
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Where(static kind => kind.ValueKind == JsonValueKind.String).Select(static kind => kind.GetString()!),
            _ => node.Get("enum") is { ValueKind: JsonValueKind.Array } values ? values.EnumerateArray().Select(static value => KindOf(value)) : OfChoices(),
        };
        return MayBeNull ? kinds?.Append("null") : kinds;
    }

    private List<string>? OfChoices()
    {
        var kinds = new List<string>();
        foreach (JsonElement choice in Choices(node))
        {
            if (At(root, choice).Types is not { } known) return null;
            kinds.AddRange(known);
        }

        return kinds.Count > 0 ? kinds : null;
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };
}
