namespace Perdure.Planning;

/// <summary>Reads the contract of a remote agent. Stops at the first mistake: half a contract would be compared as if it were whole.</summary>
public static class ContractReader
{
    private static readonly string[] Known = ["$schema", "agent", "runtime", "endpoint", "of", "input", "output", "questions", "graph", "tools", "skills", "media"];

    /// <summary>Reads a text.</summary>
    /// <param name="text">The content of the file.</param>
    /// <returns>The contract, or what is wrong and where.</returns>
    public static ContractReading Read(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        JsonReading json = JsonReader.Read(text);
        if (json.Value is not { } root) return new ContractReading(null, json.Problem, json.Range);
        Mistake? mistake = CheckShape(root) ?? CheckSchema(Find(root, "input")) ?? CheckSchema(Find(root, "output"));
        return mistake is { } wrong ? new ContractReading(null, wrong.Problem, wrong.Range) : new ContractReading(Build(root), null, default);
    }

    private static AgentContract Build(JsonValue root) => new(
        Text(Find(root, "agent")!),
        Text(Find(root, "runtime")!),
        (Find(root, "of")?.Properties ?? []).ToDictionary(part => part.Name, part => Text(part.Value), StringComparer.Ordinal),
        ContractSchema.Of(Find(root, "input")),
        ContractSchema.Of(Find(root, "output")));

    private static Mistake? CheckShape(JsonValue root)
    {
        if (root.Kind != JsonKind.Object) return new Mistake($"is {root.Called}, and has to be an object", root.Range);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in root.Properties)
        {
            if (!seen.Add(property.Name)) return new Mistake($"has the property '{property.Name}' twice", property.Range);
            if (!Known.Contains(property.Name, StringComparer.Ordinal)) return new Mistake($"has the property '{property.Name}', which no contract has{Wording.DidYouMean(NearNames.Find(property.Name, Known))}", property.Range);
        }

        return CheckName(root, "agent") ?? CheckName(root, "runtime") ?? CheckOf(Find(root, "of"));
    }

    private static Mistake? CheckName(JsonValue root, string name) => Find(root, name) switch
    {
        null => new Mistake($"does not say its '{name}'", root.Range),
        { Kind: JsonKind.Text, Text.Length: > 0 } => null,
        { } other => new Mistake($"has {(other.Kind == JsonKind.Text ? "an empty text" : other.Called)} as '{name}', and a name has to be there", other.Range),
    };

    private static Mistake? CheckOf(JsonValue? of)
    {
        if (of is null) return null;
        if (of.Kind != JsonKind.Object) return new Mistake($"has {of.Called} as 'of', and an object of texts has to be there", of.Range);
        if (of.Properties.FirstOrDefault(part => part.Value.Kind != JsonKind.Text) is { } wrong) return new Mistake($"has {wrong.Value.Called} as '{wrong.Name}', and a text has to be there", wrong.Value.Range);
        return of.Properties.GroupBy(part => part.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice ? new Mistake($"has the property '{twice.Key}' twice", twice.Last().Range) : null;
    }

    private static Mistake? CheckSchema(JsonValue? schema)
    {
        if (schema is null) return null;
        return schema.Kind is JsonKind.Object or JsonKind.Bool
            ? BrokenReferences(schema, schema).Select(static reference => new Mistake($"refers to '{reference.Text}', which is not there", reference.Range)).FirstOrDefault()
            : new Mistake($"has {schema.Called} where a JSON Schema has to be", schema.Range);
    }

    private static IEnumerable<JsonValue> BrokenReferences(JsonValue root, JsonValue node)
    {
        if (node.Kind == JsonKind.Object && Find(node, "$ref") is { Kind: JsonKind.Text } reference && SchemaReferences.IsLocal(reference.Text) && SchemaReferences.Find(root, reference.Text) is null) yield return reference;
        foreach (JsonValue broken in node.Items.Concat(node.Properties.Select(property => property.Value)).SelectMany(inner => BrokenReferences(root, inner))) yield return broken;
    }

    private static Written<string> Text(JsonValue value) => new(value.Text, value.Range);

    private static JsonValue? Find(JsonValue at, string name) => at.Properties.FirstOrDefault(property => property.Name == name)?.Value;

    private sealed record Mistake(string Problem, TextRange Range);
}
