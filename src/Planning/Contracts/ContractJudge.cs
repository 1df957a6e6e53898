namespace Perdure.Planning;

/// <summary>Compares the types that an agent declares with its contract. It looks at what both sides say for certain; where one of them leaves something open, nothing is said.</summary>
public static class ContractJudge
{
    /// <summary>Recursive types are compared as deep as this.</summary>
    private const int MaxDepth = 16;

    private static readonly string[] Kinds = ["string", "number", "integer", "boolean", "array", "object", "null"];

    /// <summary>Compares what is sent with what is taken.</summary>
    /// <param name="written">What the agent's input is written as.</param>
    /// <param name="schema">What the runtime takes.</param>
    /// <param name="at">Where in the input both stand.</param>
    /// <returns>For each difference its path, what is expected there and what was found.</returns>
    public static IEnumerable<string> Input(ValueShape written, ContractSchema schema, string at = "$") => Input(written, schema, at, 0);

    /// <summary>Compares what is answered with what is read.</summary>
    /// <param name="read">What the agent's output is read from.</param>
    /// <param name="schema">What the runtime answers.</param>
    /// <param name="at">Where in the answer both stand.</param>
    /// <returns>For each difference its path, what is expected there and what was found.</returns>
    public static IEnumerable<string> Output(ValueShape read, ContractSchema schema, string at = "$") => Output(read, schema, at, 0);

    private static IEnumerable<string> Input(ValueShape written, ContractSchema schema, string path, int depth)
    {
        if (written is null) throw new ArgumentNullException(nameof(written));
        if (schema is null) throw new ArgumentNullException(nameof(schema));
        if (depth > MaxDepth) return [];
        if (schema.IsNothing) return [$"at {path} nothing is expected, and {Words(written.Kinds)} is written"];
        if (Misfit(written.Kinds, schema.Kinds) is { } misfit) return [$"at {path} {Words(schema.Kinds)} is expected, and {Words([misfit])} is written"];
        if (written.Format is { } format && schema.Format is { } wanted && format != wanted) return [$"at {path} a text of format '{wanted}' is expected, and one of format '{format}' is written"];
        if (schema.Values is { } known && written.Values?.FirstOrDefault(value => !known.Contains(value)) is { } unknown) return [$"at {path} one of {string.Join(", ", known)} is expected, and {unknown} is written"];
        IEnumerable<string> inItems = written.Items is { } item && schema.Items is { } element ? Input(item.Value, element, $"{path}[]", depth + 1) : [];
        IEnumerable<string> inOthers = written.Others is { } other && schema.Others is { } others ? Input(other.Value, others, $"{path}.*", depth + 1) : [];
        return [.. written.Fields is { } fields ? InputFields(fields.Value, schema, path, depth) : [], .. inItems, .. inOthers];
    }

    private static IEnumerable<string> InputFields(IReadOnlyList<ShapeField> written, ContractSchema schema, string path, int depth)
    {
        foreach (string needed in schema.Required.Where(name => schema.Field(name) is not { HasDefault: true }))
        {
            ShapeField? given = written.FirstOrDefault(field => field.Name == needed);
            if (given is not { IsCertain: true }) yield return $"at {Into(path, needed)} {Words(schema.Field(needed)?.Kinds)} is expected, and {(given is null ? "nothing is written" : "it may be left out")}";
        }

        foreach (ShapeField field in written)
        {
            string place = Into(path, field.Name);
            if ((schema.Field(field.Name) ?? schema.Others) is { } known)
            {
                foreach (string difference in Input(field.Value, known, place, depth + 1)) yield return difference;
            }
            else if (schema.IsClosed)
            {
                yield return $"at {place} nothing is expected, and {Words(field.Value.Kinds)} is written{Meant(field.Name, schema, written)}";
            }
        }
    }

    private static IEnumerable<string> Output(ValueShape read, ContractSchema schema, string path, int depth)
    {
        if (read is null) throw new ArgumentNullException(nameof(read));
        if (schema is null) throw new ArgumentNullException(nameof(schema));
        if (depth > MaxDepth) return [];

        // Null as the whole answer is none, and no type could say otherwise.
        IReadOnlyList<string>? answered = depth == 0 ? schema.Kinds?.Where(static kind => kind != "null").ToArray() : schema.Kinds;
        if (Misfit(answered, read.Kinds) is { } misfit) return [$"at {path} {Words(read.Kinds)} is expected, and {Words([misfit])} may be answered"];
        if (read.Format is { } wanted && schema.Format is { } format && format != wanted) return [$"at {path} a text of format '{wanted}' is expected, and one of format '{format}' is answered"];
        if (read.Values is { } known && schema.Values?.FirstOrDefault(value => !known.Contains(value, StringComparer.OrdinalIgnoreCase)) is { } unknown) return [$"at {path} one of {string.Join(", ", known)} is expected, and {unknown} may be answered"];
        IEnumerable<string> inItems = read.Items is { } item && schema.Items is { } element ? Output(item.Value, element, $"{path}[]", depth + 1) : [];
        return [.. read.Fields is { } fields ? OutputFields(read, fields.Value, schema, path, depth) : [], .. inItems, .. read.Others is { } other ? OutputOthers(other.Value, schema, path, depth) : []];
    }

    private static IEnumerable<string> OutputFields(ValueShape read, IReadOnlyList<ShapeField> fields, ContractSchema schema, string path, int depth)
    {
        // An object that says nothing of its fields leaves them open.
        if (schema.Fields is not { } answered) yield break;
        StringComparer names = read.IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        foreach (ShapeField field in fields)
        {
            KeyValuePair<string, ContractSchema> same = answered.FirstOrDefault(other => names.Equals(other.Key, field.Name));
            if (same.Value is not { } known)
            {
                if (field.IsCertain && schema.Others is null) yield return $"at {Into(path, field.Name)} {Words(field.Value.Kinds)} is expected, and nothing is answered{Wording.DidYouMean(NearNames.Find(field.Name, answered.Select(static other => other.Key).Where(name => !fields.Any(one => names.Equals(one.Name, name)))))}";
                continue;
            }

            if (field.IsCertain && !schema.Required.Contains(same.Key)) yield return $"at {Into(path, same.Key)} {Words(field.Value.Kinds)} is expected, and it may be missing";
            foreach (string difference in Output(field.Value, known, Into(path, same.Key), depth + 1)) yield return difference;
        }

        if (!read.IsClosed) yield break;
        foreach (KeyValuePair<string, ContractSchema> other in answered.Where(other => !fields.Any(field => names.Equals(field.Name, other.Key)))) yield return $"at {Into(path, other.Key)} nothing is expected, and {Words(other.Value.Kinds)} may be answered";
    }

    private static IEnumerable<string> OutputOthers(ValueShape read, ContractSchema schema, string path, int depth)
    {
        foreach (KeyValuePair<string, ContractSchema> field in schema.Fields ?? [])
        {
            foreach (string difference in Output(read, field.Value, Into(path, field.Key), depth + 1)) yield return difference;
        }

        if (schema.Others is not { } others) yield break;
        foreach (string difference in Output(read, others, $"{path}.*", depth + 1)) yield return difference;
    }

    /// <summary>A kind that is given and not taken; null: there is none, or one of both sides leaves it open.</summary>
    private static string? Misfit(IReadOnlyList<string>? given, IReadOnlyList<string>? taken)
    {
        if (given is null || taken is null || !taken.All(kind => Kinds.Contains(kind))) return null;
        return given.FirstOrDefault(kind => Kinds.Contains(kind) && !taken.Contains(kind) && !(kind == "integer" && taken.Contains("number")));
    }

    private static string Meant(string name, ContractSchema schema, IReadOnlyList<ShapeField> written) =>
        Wording.DidYouMean(NearNames.Find(name, (schema.Fields ?? []).Select(static field => field.Key).Where(other => !written.Any(field => field.Name == other))));

    private static string Into(string path, string name) => name.Length > 0 && name.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '-') ? $"{path}.{name}" : $"{path}['{name}']";

    private static string Words(IReadOnlyList<string>? kinds) => kinds is null ? "something" : string.Join(" or ", kinds.Select(static kind => kind switch
    {
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "an array",
        "object" => "an object",
        _ => kind,
    }));
}
