using Perdure.Embedded.Files;

namespace Perdure.Embedded.Tests;

/// <summary>A folder for the servers of one test; they are stopped and it is deleted when the test ends.</summary>
internal sealed class TestFolder : IAsyncDisposable
{
    // Below the user's data folder: a privileged process's temporary folder may be closed to the server's account.
    private static readonly string Root = System.IO.Path.Combine(UserFolders.Data, "tests");

    public TestFolder()
    {
        Folders.CreateOpen(UserFolders.Data);
        Folders.CreateOpen(Root);
        Path = Folders.RealPath(Root) + "/" + Guid.CreateVersion7().ToString("N");
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public EmbeddedPostgresOptions Options => new() { Folder = Path, Durable = false, CacheFolder = System.IO.Path.Combine(Path, "cache") };

    public async ValueTask DisposeAsync()
    {
        if (Cluster.PostmasterFile.Read(Data) is { } file && Cluster.ServerProcess.IsServing(file.ProcessId, Data))
        {
            await using var server = await EmbeddedPostgres.StartAsync(Options);
            await server.StopAsync();
        }

        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
