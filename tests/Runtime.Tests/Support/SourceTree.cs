namespace Perdure.Runtime.Tests.Support;

/// <summary>The files of this repository, for tests of what is written and not of what runs.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    public static string FullPath(string path) => Path.Combine(Root, path);

    /// <summary>The files below a folder with an ending, by their path from the root, sorted; build output is left out.</summary>
    public static IReadOnlyList<string> Files(string folder, string ending) =>
        [.. Directory.EnumerateFiles(FullPath(folder), "*" + ending, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No Dsl.sln above '{AppContext.BaseDirectory}'");
        return folder.FullName;
    }
}
