namespace Perdure.Planning;

/// <summary>What a value of JSON is.</summary>
internal enum JsonKind
{
    Object,
    Array,
    Text,
    Number,
    Bool,
    Null,
}

/// <summary>A value of JSON that knows where it is written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Range">Where it is written.</param>
/// <param name="Text">The text without its quotes and escapes; the number, <c>true</c>, <c>false</c> or <c>null</c> as written; empty for an object and an array.</param>
internal sealed record JsonValue(JsonKind Kind, TextRange Range, string Text)
{
    /// <summary>The values of an array.</summary>
    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    /// <summary>The properties of an object, in order, also those that are written twice.</summary>
    public IReadOnlyList<JsonProperty> Properties { get; init; } = [];

    /// <summary>How a message calls what it is.</summary>
    public string Called => Kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.Array => "a list",
        JsonKind.Text => "a text",
        JsonKind.Number => "a number",
        JsonKind.Bool => "true or false",
        _ => "null",
    };
}

/// <summary>A property of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Range">Where the name is written, with its quotes.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonProperty(string Name, TextRange Range, JsonValue Value);

/// <summary>A text, read as JSON.</summary>
/// <param name="Value">What it says; null: it is no JSON.</param>
/// <param name="Problem">Why it is none, as the end of a message; null: it is.</param>
/// <param name="Range">Where it stops being JSON.</param>
internal sealed record JsonReading(JsonValue? Value, string? Problem, TextRange Range);
