namespace Perdure.Planning;

/// <summary>Reads conditions.</summary>
internal sealed partial class DocumentReader
{
    private static readonly (string Property, TestKind Kind)[] Comparisons =
    [
        ("is", TestKind.Is), ("isNot", TestKind.Is), ("atLeast", TestKind.AtLeast), ("moreThan", TestKind.MoreThan), ("atMost", TestKind.AtMost), ("lessThan", TestKind.LessThan), ("isMissing", TestKind.IsMissing),
    ];

    private ConditionDocument? ReadCondition(ObjectReader owner, string name) => owner.Value(name) is { } value ? ReadCondition(owner, name, value) : null;

    private ConditionDocument? ReadCondition(ObjectReader owner, string name, JsonValue value)
    {
        if (value.Kind == JsonKind.Text) return new ConditionDocument(TestKind.IsTrue, value.Range, new Written<string>(value.Text, value.Range), default, default);
        if (value.Kind != JsonKind.Object)
        {
            owner.ReportKind(name, value, "a reference to true or false, or an object as { \"of\": \"Check.score\", \"atLeast\": 0.8 }");
            return null;
        }

        var condition = new ObjectReader(value, owner.Part(name), DocumentProperties.Condition, findings);
        JsonProperty[] whole = [.. condition.All.Where(property => property.Name is "all" or "any" or "not")];
        JsonProperty[] compared = [.. condition.All.Where(property => Array.Exists(Comparisons, one => one.Property == property.Name))];
        if (whole.Length == 1 && compared.Length == 0 && condition.Find("of") is null) return Combine(condition, whole[0], value.Range);
        if (whole.Length == 0 && compared.Length == 1 && condition.Find("of") is not null) return Compare(condition, compared[0], value.Range);
        condition.Report(value.Range, "has to be one 'all', 'any' or 'not', or 'of' with one comparison beside it");
        return null;
    }

    private ConditionDocument? Combine(ObjectReader condition, JsonProperty property, TextRange range)
    {
        if (property.Name == "not")
        {
            return ReadCondition(condition, "not", property.Value) is { } denied ? new ConditionDocument(TestKind.Not, range, null, default, new([denied])) : null;
        }

        if (property.Value.Kind != JsonKind.Array || property.Value.Items.Count == 0)
        {
            condition.ReportKind(property.Name, property.Value, "a list of conditions that is not empty");
            return null;
        }

        ConditionDocument[] parts = [.. property.Value.Items.Select(item => ReadCondition(condition, property.Name, item)).OfType<ConditionDocument>()];
        return parts.Length < property.Value.Items.Count ? null : new ConditionDocument(property.Name == "all" ? TestKind.All : TestKind.Any, range, null, default, new(parts));
    }

    private static ConditionDocument? Compare(ObjectReader condition, JsonProperty property, TextRange range)
    {
        if (condition.Text("of") is not { } of) return null;
        TestKind kind = Comparisons.First(one => one.Property == property.Name).Kind;
        bool isDenied = property.Name == "isNot";
        EquatableArray<Written<LiteralDescription>> values = default;
        if (kind == TestKind.IsMissing)
        {
            if (property.Value.Kind != JsonKind.Bool) condition.ReportKind(property.Name, property.Value, "true or false");
            isDenied = property.Value.Text == "false";
        }
        else
        {
            values = ReadValues(condition, property, isListAllowed: kind == TestKind.Is);
            if (values.Count == 0) return null;
        }

        var compared = new ConditionDocument(kind, range, of, values, default);
        return isDenied ? new ConditionDocument(TestKind.Not, range, null, default, new([compared])) : compared;
    }

    private static EquatableArray<Written<LiteralDescription>> ReadValues(ObjectReader owner, JsonProperty property, bool isListAllowed)
    {
        IReadOnlyList<JsonValue> values = property.Value.Kind == JsonKind.Array && isListAllowed ? property.Value.Items : [property.Value];
        if (values.Count == 0) owner.Report(property.Value.Range, $"has an empty list as its '{property.Name}'");
        Written<LiteralDescription>[] read = [.. values.Select(value => ReadLiteral(owner, property.Name, value)).OfType<Written<LiteralDescription>>()];
        return read.Length < values.Count ? default : new(read);
    }

    private static ConditionDocument? ReadCase(ObjectReader step)
    {
        if (step.Object("case", DocumentProperties.Case, "an object as { \"of\": \"Review.verdict\", \"is\": [\"approved\"] }") is not { } one) return null;
        if (one.Find("of") is null) one.Report(one.Range, "has no 'of', which says what decides");
        if (one.Find("is") is null) one.Report(one.Range, "has no 'is', which names the values");
        if (one.Text("of") is not { } of || one.Find("is") is not { } values) return null;
        EquatableArray<Written<LiteralDescription>> read = ReadValues(one, values, isListAllowed: true);
        return read.Count == 0 ? null : new ConditionDocument(TestKind.Is, one.Range, of, read, default);
    }
}
