namespace Perdure.Planning;

/// <summary>What a JSON Schema says for certain of a value: its kinds, fields, items and values. What it says in other words says nothing here.</summary>
public sealed class ContractSchema
{
    /// <summary>Choices of choices are looked into as deep as this: one may lead to itself.</summary>
    private const int MaxDepth = 8;

    private readonly JsonValue root;
    private readonly JsonValue? node;
    private readonly bool mayBeNull;

    private ContractSchema(JsonValue root, JsonValue? node, JsonValue written, bool mayBeNull)
    {
        this.root = root;
        this.node = node;
        this.mayBeNull = mayBeNull;
        Range = written.Range;
        HasDefault = Find(written, "default") is not null || Find(node, "default") is not null;
    }

    /// <summary>Where it is written.</summary>
    public TextRange Range { get; }

    /// <summary>Where what it refers to is written: the same for all that refer to it.</summary>
    public TextRange Declared => node?.Range ?? Range;

    /// <summary>Whether the runtime fills it in where nothing is sent.</summary>
    public bool HasDefault { get; }

    /// <summary>Whether no value fits.</summary>
    public bool IsNothing => node is { Kind: JsonKind.Bool, Text: "false" };

    /// <summary>The kinds of value, in the words of JSON Schema; null: any.</summary>
    public IReadOnlyList<string>? Kinds => KindsWithin(0);

    /// <summary>What a text looks like, as <c>uuid</c>; null: anyhow.</summary>
    public string? Format => Text("format");

    /// <summary>The values that there are, as JSON, without null; null: it does not list them.</summary>
    public IReadOnlyList<string>? Values => ValuesOf(node, 0) is { } values ? [.. values.Where(static value => value.Kind != JsonKind.Null).Select(JsonOf)] : null;

    /// <summary>The fields of an object, in order; null: it says nothing of them.</summary>
    public IReadOnlyList<KeyValuePair<string, ContractSchema>>? Fields => Find(node, "properties") is { Kind: JsonKind.Object } fields
        ? [.. fields.Properties.GroupBy(static one => one.Name, StringComparer.Ordinal).Select(same => new KeyValuePair<string, ContractSchema>(same.Key, At(same.Last().Value)))]
        : null;

    /// <summary>The fields that are always there.</summary>
    public IReadOnlyList<string> Required => Find(node, "required") is { Kind: JsonKind.Array } names ? [.. names.Items.Where(static name => name.Kind == JsonKind.Text).Select(static name => name.Text)] : [];

    /// <summary>Whether there are no further fields.</summary>
    public bool IsClosed => Find(node, "additionalProperties") is { Kind: JsonKind.Bool, Text: "false" } && Find(node, "patternProperties") is null;

    /// <summary>What further fields look like; null: it does not say.</summary>
    public ContractSchema? Others => Find(node, "additionalProperties") is { Kind: JsonKind.Object } others ? At(others) : null;

    /// <summary>The items of an array; null: it says nothing of them.</summary>
    public ContractSchema? Items => Find(node, "items") is { Kind: JsonKind.Object } items && Find(node, "prefixItems") is null ? At(items) : null;

    /// <summary>The least and the most that a number can be, as written; null: no bound.</summary>
    public (string? Least, string? Most) Bounds => (Text("minimum", JsonKind.Number), Text("maximum", JsonKind.Number));

    /// <summary>A schema as it stands in a contract; null: there is none.</summary>
    internal static ContractSchema? Of(JsonValue? schema) => schema is null ? null : At(schema, schema);

    /// <summary>A field by its name; null: it says nothing of it.</summary>
    /// <param name="name">The name.</param>
    /// <returns>What the field looks like.</returns>
    public ContractSchema? Field(string name) => Fields?.Where(field => field.Key == name).Select(static field => field.Value).FirstOrDefault();

    /// <summary>A value that may be null is often written as a choice between it and null.</summary>
    private static ContractSchema At(JsonValue root, JsonValue written)
    {
        JsonValue? node = SchemaReferences.Follow(root, written);
        JsonValue?[] choices = [.. Choices(node).Select(choice => SchemaReferences.Follow(root, choice))];
        JsonValue?[] values = [.. choices.Where(static choice => !IsNull(choice))];
        return values.Length == 1 && values.Length < choices.Length ? new ContractSchema(root, Inner(root, values[0]), written, mayBeNull: true) : new ContractSchema(root, node, written, mayBeNull: false);
    }

    private static JsonValue? Inner(JsonValue root, JsonValue? node) => node is null ? null : SchemaReferences.Follow(root, node);

    private static bool IsNull(JsonValue? choice) => Find(choice, "type") is { Kind: JsonKind.Text, Text: "null" } || Find(choice, "const") is { Kind: JsonKind.Null };

    private static IEnumerable<JsonValue> Choices(JsonValue? node) => (Find(node, "anyOf") ?? Find(node, "oneOf"))?.Items ?? [];

    private ContractSchema At(JsonValue written) => At(root, written);

    private IReadOnlyList<string>? KindsWithin(int depth)
    {
        IEnumerable<string>? kinds = KindsOf(node, depth);
        return kinds is null ? null : [.. (mayBeNull || Find(node, "nullable") is { Text: "true" } ? kinds.Concat(["null"]) : kinds).Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string>? KindsOf(JsonValue? at, int depth)
    {
        if (Find(at, "type") is { } type) return type.Kind == JsonKind.Text ? [type.Text] : type.Items.Where(static kind => kind.Kind == JsonKind.Text).Select(static kind => kind.Text);
        if (ValuesOf(at, depth) is { } values) return values.Select(KindOf);
        if (Find(at, "properties") is not null && !Choices(at).Any()) return ["object"];
        var kinds = new List<string>();
        foreach (JsonValue choice in Choices(at))
        {
            if (depth > MaxDepth || At(choice).KindsWithin(depth + 1) is not { } known) return null;
            kinds.AddRange(known);
        }

        return kinds.Count > 0 ? kinds : null;
    }

    /// <summary>An enum, a constant, or a choice of such.</summary>
    private IReadOnlyList<JsonValue>? ValuesOf(JsonValue? at, int depth)
    {
        if (Find(at, "enum") is { Kind: JsonKind.Array } values) return values.Items;
        if (Find(at, "const") is { } only) return [only];
        JsonValue?[] choices = [.. Choices(at).Select(choice => SchemaReferences.Follow(root, choice))];
        if (choices.Length == 0 || depth > MaxDepth) return null;
        var all = new List<JsonValue>();
        foreach (JsonValue? choice in choices.Where(static choice => !IsNull(choice)))
        {
            if (ValuesOf(choice, depth + 1) is not { } known) return null;
            all.AddRange(known);
        }

        return all;
    }

    private static string KindOf(JsonValue value) => value.Kind switch
    {
        JsonKind.Text => "string",
        JsonKind.Number => value.Text.IndexOfAny(['.', 'e', 'E']) < 0 ? "integer" : "number",
        JsonKind.Bool => "boolean",
        JsonKind.Array => "array",
        JsonKind.Object => "object",
        _ => "null",
    };

    private static string JsonOf(JsonValue value) => value.Kind == JsonKind.Text ? $"\"{value.Text}\"" : value.Text;

    private string? Text(string name, JsonKind kind = JsonKind.Text) => Find(node, name) is { } value && value.Kind == kind ? value.Text : null;

    private static JsonValue? Find(JsonValue? at, string name) => at?.Properties.FirstOrDefault(property => property.Name == name)?.Value;
}
