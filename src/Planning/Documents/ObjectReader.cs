using System.Globalization;

namespace Perdure.Planning;

/// <summary>Reads the properties of one object of a document, and reports those that it cannot have, has twice, or has of another kind.</summary>
internal sealed class ObjectReader
{
    private readonly Dictionary<string, JsonProperty> properties = new(StringComparer.Ordinal);
    private readonly DocumentFindings findings;
    private readonly string called;

    /// <summary>Reads an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="called">How a message calls it, as <c>step 'Check'</c>.</param>
    /// <param name="known">The properties that it may have; null: of any name.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public ObjectReader(JsonValue value, string called, IReadOnlyList<string>? known, DocumentFindings findings)
    {
        this.called = called;
        this.findings = findings;
        Range = value.Range;
        foreach (JsonProperty property in value.Properties)
        {
            if (properties.TryGetValue(property.Name, out JsonProperty? first)) findings.Add(DocumentRules.WrittenTwice, property.Range, [Start(called), property.Name], [first.Range]);
            else properties.Add(property.Name, property);
            if (known is not null && !known.Contains(property.Name)) ReportUnknown(property, known);
        }
    }

    public TextRange Range { get; }

    /// <summary>The properties, each once, in order.</summary>
    public IEnumerable<JsonProperty> All => properties.Values;

    /// <summary>A name at the beginning of a sentence.</summary>
    public static string Start(string called) => char.ToUpperInvariant(called[0]) + called.Substring(1);

    public JsonProperty? Find(string name) => properties.TryGetValue(name, out JsonProperty? property) ? property : null;

    public JsonValue? Value(string name) => Find(name)?.Value;

    public Written<string>? Text(string name) => Value(name) is { } value ? Text(name, value) : null;

    /// <summary>A text; null: it is none, which is reported.</summary>
    public Written<string>? Text(string name, JsonValue value)
    {
        if (value.Kind == JsonKind.Text) return new Written<string>(value.Text, value.Range);
        ReportKind(name, value, "a text");
        return null;
    }

    /// <summary>A text, or a list of some.</summary>
    public EquatableArray<Written<string>> Texts(string name)
    {
        if (Value(name) is not { } value) return default;
        if (value.Kind is not (JsonKind.Text or JsonKind.Array)) ReportKind(name, value, "a text or a list of texts");
        IEnumerable<JsonValue> items = value.Kind == JsonKind.Array ? value.Items : value.Kind == JsonKind.Text ? [value] : [];
        return new(items.Select(item => Text(name, item)).OfType<Written<string>>().ToArray());
    }

    public Written<int>? Number(string name)
    {
        if (Value(name) is not { } value) return null;
        if (value.Kind == JsonKind.Number && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) return new Written<int>(number, value.Range);
        ReportKind(name, value, "a whole number");
        return null;
    }

    public double? Fraction(string name)
    {
        if (Value(name) is not { } value) return null;
        if (value.Kind == JsonKind.Number && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        ReportKind(name, value, "a number");
        return null;
    }

    public bool Bool(string name)
    {
        if (Value(name) is not { } value) return false;
        if (value.Kind != JsonKind.Bool) ReportKind(name, value, "true or false");
        return value is { Kind: JsonKind.Bool, Text: "true" };
    }

    /// <summary>One of the words that the property can be.</summary>
    public Written<string>? Word(string name)
    {
        if (Text(name) is not { } text) return null;
        IReadOnlyList<string> words = DocumentProperties.Words[name];
        if (words.Contains(text.Value)) return text;
        Report(text.Range, $"is '{text.Value}' in its '{name}', which has to be {Words(words)}{Wording.DidYouMean(NearNames.Find(text.Value, words))}");
        return null;
    }

    /// <summary>An object, or what a single value of another kind stands for.</summary>
    public ObjectReader? Object(string name, IReadOnlyList<string>? known, string kinds)
    {
        if (Value(name) is not { } value) return null;
        if (value.Kind == JsonKind.Object) return new ObjectReader(value, Part(name), known, findings);
        ReportKind(name, value, kinds);
        return null;
    }

    /// <summary>How a message calls a property of it.</summary>
    public string Part(string name) => $"'{name}' of {called}";

    public void ReportKind(string name, JsonValue value, string wanted) =>
        findings.Add(DocumentRules.BadValue, value.Range, Start(Part(name)), $"is {value.Called}, and has to be {wanted}");

    /// <summary>Reports something about the object as a whole.</summary>
    public void Report(TextRange range, string problem) => findings.Add(DocumentRules.BadValue, range, Start(called), problem);

    private static string Words(IReadOnlyList<string> words) => string.Join(" or ", words.Select(Wording.Quoted));

    private void ReportUnknown(JsonProperty property, IReadOnlyList<string> known)
    {
        if (DocumentProperties.Unsupported.TryGetValue(property.Name, out string? reason))
        {
            findings.Add(DocumentRules.Unsupported, property.Range, Start(called), property.Name, reason);
            return;
        }

        findings.Add(DocumentRules.UnknownProperty, property.Range, Start(called), property.Name, Wording.DidYouMean(NearNames.Find(property.Name, known)));
    }
}
