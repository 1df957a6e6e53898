namespace Perdure.Importers;

/// <summary>What an import comes to: files, or refusals; never both.</summary>
public sealed record ImportResult
{
    /// <summary>What is to be written; none where something is refused.</summary>
    public IReadOnlyList<ImportedFile> Files { get; init; } = [];

    /// <summary>What the reader should know of what was carried over, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What is refused, in the order of the document.</summary>
    public IReadOnlyList<ImportRefusal> Refusals { get; init; } = [];
}
