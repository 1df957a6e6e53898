namespace Perdure.Importers.Source;

/// <summary>What a value of JSON or YAML is.</summary>
internal enum SourceKind
{
    Object,
    List,
    Text,
    Number,
    Bool,
    Null,
}

/// <summary>A value of JSON or YAML that knows where it is written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The text; the number or the bool as it is written; empty for what is made of others.</param>
internal sealed record SourceValue(SourceKind Kind, SourcePlace Place, string Text)
{
    /// <summary>The values of a list.</summary>
    public IReadOnlyList<SourceValue> Items { get; init; } = [];

    /// <summary>The properties of an object, in order, also those that are written twice.</summary>
    public IReadOnlyList<SourceProperty> Properties { get; init; } = [];

    /// <summary>Where a part of the text is written, by its position there; null: the text is written in one piece, from its place on.</summary>
    public Func<string, int, SourcePlace>? Within { get; init; }

    /// <summary>Whether it says nothing: null, and what is empty.</summary>
    public bool IsEmpty => Kind switch
    {
        SourceKind.Null => true,
        SourceKind.Object => Properties.Count == 0,
        SourceKind.List => Items.Count == 0,
        SourceKind.Text => Text.Length == 0,
        _ => false,
    };

    /// <summary>How a message calls what it is.</summary>
    public string Called => Kind switch
    {
        SourceKind.Object => "an object",
        SourceKind.List => "a list",
        SourceKind.Text => "a text",
        SourceKind.Number => "a number",
        SourceKind.Bool => "true or false",
        _ => "null",
    };
}

/// <summary>A property of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where the name is written.</param>
/// <param name="Value">Its value.</param>
internal sealed record SourceProperty(string Name, SourcePlace Place, SourceValue Value);
