using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>Finds the types that documents write as C# does, among those that are known at run time.</summary>
/// <param name="catalog">The types.</param>
/// <param name="namespace">The namespace of the document's class; null: none.</param>
internal sealed class TypeText(TypeCatalog catalog, string? @namespace)
{
    /// <summary>Far more than anybody writes, and far less than what ends a stack.</summary>
    private const int MaxDepth = 16;

    private static readonly string[] Collections = ["IEnumerable", "IReadOnlyList", "IReadOnlyCollection", "List", "ImmutableArray"];

    /// <summary>The type of a text, or why there is none.</summary>
    public TypeReading Read(string written) => Read(written, MaxDepth);

    private TypeReading Read(string written, int depth)
    {
        if (depth == 0) return new TypeReading(null, $"which is of more than {MaxDepth} types within one another");
        string text = written.Trim();
        if (text is "None" or "Perdure.None") return new TypeReading(null, null);
        if (text.EndsWith('?'))
        {
            TypeReading read = Read(text[..^1], depth - 1);
            return read.Type is { } type ? new TypeReading(type with { IsNullable = true }, null) : read;
        }

        if (text.EndsWith("[]", StringComparison.Ordinal)) return Collect(text[..^2], "{0}[]", depth);
        if (text.EndsWith('>') && Array.Find(Collections, name => text.StartsWith(name + "<", StringComparison.Ordinal)) is { } collection)
            return Collect(text[(collection.Length + 1)..^1], $"System.Collections.{(collection == "ImmutableArray" ? "Immutable" : "Generic")}.{collection}<{{0}}>", depth);
        return Find(text.StartsWith("global::", StringComparison.Ordinal) ? text["global::".Length..] : text);
    }

    private TypeReading Collect(string element, string form, int depth)
    {
        TypeReading read = Read(element, depth - 1);
        return read.Type is { } type ? new TypeReading(catalog.Collection(type, form), null)
            : read.Problem is not null ? read
            : new TypeReading(null, "whose items are nothing");
    }

    /// <summary>A name without namespace is looked for in that of the class and those around it, then among all types.</summary>
    private TypeReading Find(string name)
    {
        for (string around = @namespace ?? ""; around.Length > 0; around = around[..Math.Max(around.LastIndexOf('.'), 0)])
        {
            if (catalog.Find($"{around}.{name}") is { } near) return new TypeReading(near.Description, null);
        }

        if (catalog.Find(name) is { } known) return new TypeReading(known.Description, null);
        KnownType[] named = [.. catalog.All.Where(type => type.Description.Display == name || type.Description.Key.EndsWith("." + name, StringComparison.Ordinal))];
        if (named.Length == 1) return new TypeReading(named[0].Description, null);
        if (named.Length > 1) return new TypeReading(null, $"which is each of {string.Join(" and ", named.Select(type => $"'{type.Description.Key}'").Order(StringComparer.Ordinal))}: write it with its namespace");
        string meant = NearNames.Find(name, [.. catalog.All.Select(type => type.Description.Display)]) is { } other ? $": did you mean '{other}'" : "";
        return new TypeReading(null, $"which no agent and no workflow of this process takes or returns{(meant.Length > 0 ? meant : ": add it with AddDocumentType")}");
    }
}
