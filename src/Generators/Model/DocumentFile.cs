using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>A document of a project. Equal to another one of the same path and text.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Reading">What it says.</param>
internal sealed record DocumentFile(string Path, DocumentReading Reading)
{
    /// <summary>How the names of files of documents end.</summary>
    public const string Suffix = ".workflow.json";

    /// <summary>The name of the file, as messages quote it.</summary>
    public string Name => NameOf(Path);

    /// <summary>Whether a file is a document.</summary>
    public static bool Is(string path) => path.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a text.</summary>
    public static DocumentFile Read(string path, string text) => new(path, DocumentPlanner.Read(text, NameOf(path)));

    private static string NameOf(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
}
