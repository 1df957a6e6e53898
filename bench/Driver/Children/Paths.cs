namespace Perdure.Bench.Children;

/// <summary>Where the parts of the benchmark lie in the repository.</summary>
/// <param name="Root">The folder of the solution.</param>
internal sealed record Paths(string Root)
{
    public static Paths Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Dsl.sln above '{AppContext.BaseDirectory}'");
        }

        return new Paths(folder.FullName);
    }

    /// <summary>Raw results, a folder a run; not under version control.</summary>
    public string Results => Path.Combine(Root, "bench", "results");

    /// <summary>The page and its charts.</summary>
    public string Report => Path.Combine(Root, "docs", "performance");

    public string Peer(string script) => Path.Combine(Root, "bench", "Peers", script);

    public string PeerModule(params string[] parts) => Path.Combine([Root, "bench", "Peers", "node_modules", .. parts]);

    public string Limit(string script) => Path.Combine(Root, "bench", "Limits", script);

    /// <summary>A program of ours that was compiled to machine code ahead of its start, as far as ReadyToRun does.</summary>
    public string AheadOfTime(string project) => Path.Combine(Root, "bench", project, "bin", "ReadyToRun", $"Perdure.{project}.dll");

    /// <summary>A program of ours, as it was built for release.</summary>
    public string Program(string project) => Path.Combine(Root, "bench", project, "bin", "Release", "net10.0", $"Perdure.{project}.dll");
}
