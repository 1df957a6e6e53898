using System.Xml.Linq;

namespace Perdure.Architecture.Tests;

/// <summary>What a project file says of the other projects.</summary>
/// <param name="Path">Its path from the root.</param>
/// <param name="References">The projects that it compiles against, as paths from the root.</param>
/// <param name="Analyzers">The projects that only its compiler loads.</param>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Analyzers)
{
    /// <summary>The file's name without its ending, which is the folder's too.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder of the root that it lies in.</summary>
    public string Room => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    public static ProjectFile Read(string path)
    {
        var references = XDocument.Load(Repository.FullPath(path)).Descendants("ProjectReference")
            .ToLookup(reference => (string?)reference.Attribute("OutputItemType") == "Analyzer" && (string?)reference.Attribute("ReferenceOutputAssembly") == "false");
        return new ProjectFile(path, [.. references[false].SelectMany(Targets)], [.. references[true].SelectMany(Targets)]);

        IEnumerable<string> Targets(XElement reference)
        {
            var folder = System.IO.Path.GetDirectoryName(Repository.FullPath(path))!;
            var target = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, ((string)reference.Attribute("Include")!).Replace('\\', '/')));
            yield return System.IO.Path.GetRelativePath(Repository.Root, target).Replace('\\', '/');
        }
    }

    public override string ToString() => Path;
}
