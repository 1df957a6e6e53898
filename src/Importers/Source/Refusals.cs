namespace Perdure.Importers.Source;

/// <summary>Takes what is refused, and what the reader should know.</summary>
internal sealed class Refusals
{
    private readonly List<ImportRefusal> refusals = [];
    private readonly List<string> notes = [];

    /// <summary>How much is refused.</summary>
    public int Count => refusals.Count;

    /// <summary>Whether something is refused.</summary>
    public bool Any => refusals.Count > 0;

    public void Add(SourcePlace place, string what, string why, string instead) => refusals.Add(new ImportRefusal(place, what, why, instead));

    /// <summary>Tells something once.</summary>
    public void Note(string sentence)
    {
        if (!notes.Contains(sentence)) notes.Add(sentence);
    }

    /// <summary>The files, unless something is refused.</summary>
    public ImportResult Finish(Func<IReadOnlyList<ImportedFile>> files) => Any
        ? new ImportResult { Refusals = [.. refusals.Distinct().OrderBy(static one => one.Place.File, StringComparer.Ordinal).ThenBy(static one => one.Place.Line).ThenBy(static one => one.Place.Column)] }
        : new ImportResult { Files = files(), Notes = notes };

    /// <summary>Nothing but what is refused.</summary>
    public ImportResult Finish() => Finish(static () => throw new InvalidOperationException("An import came to nothing and refuses nothing"));
}
