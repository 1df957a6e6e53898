namespace Perdure.Importers;

/// <summary>Something that cannot be carried over with its meaning.</summary>
/// <param name="Place">Where it is written.</param>
/// <param name="What">What is refused, as the beginning of a sentence, with the document's names in quotes.</param>
/// <param name="Why">Why.</param>
/// <param name="Instead">What to do instead.</param>
public sealed record ImportRefusal(SourcePlace Place, string What, string Why, string Instead)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {What} is not imported: {Why}; {Instead}";
}

/// <summary>A place in a file.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct SourcePlace(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}({Line},{Column})";
}
