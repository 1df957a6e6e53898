namespace Perdure.Planning;

/// <summary>What a C# type looks like as JSON, as it is written or as it is read: the two differ, as in fields that cannot be set.</summary>
public sealed record ValueShape
{
    /// <summary>A value of which nothing is known, as that of a converter.</summary>
    public static readonly ValueShape Any = new();

    /// <summary>The kinds of value, in the words of JSON Schema; null: any.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>What a text looks like, as <c>uuid</c>; null: anyhow.</summary>
    public string? Format { get; init; }

    /// <summary>The values that there are, as JSON; null: any.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The items of an array; null: nothing is known of them.</summary>
    public Lazy<ValueShape>? Items { get; init; }

    /// <summary>The fields of an object; null: nothing is known of them.</summary>
    public Lazy<IReadOnlyList<ShapeField>>? Fields { get; init; }

    /// <summary>What each field of a dictionary looks like; null: it is none.</summary>
    public Lazy<ValueShape>? Others { get; init; }

    /// <summary>Whether a field that it does not know is an error to it.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether it finds its fields whatever their case.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>A value of some kinds.</summary>
    /// <param name="kinds">The kinds.</param>
    /// <returns>The value.</returns>
    public static ValueShape Of(params string[] kinds) => new() { Kinds = kinds };

    /// <summary>The same, or null.</summary>
    /// <returns>Its shape.</returns>
    public ValueShape OrNull() => Kinds is null || Kinds.Contains("null") ? this : this with { Kinds = [.. Kinds, "null"] };
}

/// <summary>A field of an object.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Value">What it looks like.</param>
/// <param name="IsCertain">Of what is written: it always is; of what is read: it has to be there.</param>
public sealed record ShapeField(string Name, ValueShape Value, bool IsCertain);
