namespace Perdure.Importers;

/// <summary>A file to import.</summary>
/// <param name="Path">Its path, as refusals name it; with <c>/</c> between folders.</param>
/// <param name="Text">What it says.</param>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>Where its path leads once links are followed, written as paths are: the path itself, unless a link is on its way.</summary>
    public string Target { get; init; } = Path;

    /// <summary>Its name without folders and ending.</summary>
    public string Stem => System.IO.Path.GetFileName(Path) is var name && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var end ? name[..end] : name;
}

/// <summary>A file that an importer writes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it says.</param>
public sealed record ImportedFile(string Name, string Text);
