using System.Diagnostics;

namespace Perdure.Architecture.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What is tracked, and what is new and not ignored: paths from the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. ListFiles()];

    /// <summary>Every project, wherever it lies.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(ProjectFile.Read)];

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string ReadText(string path) => File.ReadAllText(FullPath(path));

    /// <summary>Whether a file or folder is there.</summary>
    public static bool Holds(string path) => Path.Exists(FullPath(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Dsl.sln above '{AppContext.BaseDirectory}'");
        }

        return folder.FullName;
    }

    private static IEnumerable<string> ListFiles()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        })!;
        var listed = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(Holds)
            : throw new InvalidOperationException($"git does not list the files of '{Root}'");
    }
}
