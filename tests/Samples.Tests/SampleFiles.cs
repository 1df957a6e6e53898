namespace Documents.Tests;

/// <summary>Files of the repository that the samples' tests hold against what happens.</summary>
internal static class SampleFiles
{
    /// <summary>Reads a file by its path in the repository, with line feeds alone.</summary>
    public static string Read(string file) => File.ReadAllText(PathOf(file)).ReplaceLineEndings("\n");

    /// <summary>Where something of the repository is.</summary>
    public static string PathOf(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository");
        return Path.Combine(folder.FullName, path);
    }

    /// <summary>What a sample's README says that it says.</summary>
    public static string ReadOutput(string sample)
    {
        var readme = Read($"samples/{sample}/README.md");
        var start = readme.IndexOf("```text\n", StringComparison.Ordinal) + "```text\n".Length;
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
