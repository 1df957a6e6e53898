using Perdure.Embedded.Binaries;
using Perdure.Embedded.Files;

namespace Perdure.Embedded.Cluster;

/// <summary>
/// The homes of temporary servers. Each is owned by the process that holds its owner lock; one that nobody owns was
/// left by a killed process, and whoever comes next stops its server and deletes it.
/// </summary>
internal sealed class TemporaryHomes(EmbeddedPostgresOptions options, BinaryLocator binaries)
{
    private readonly string folder = Path.Combine(options.Folder, "temporary");

    /// <summary>A new home, with the lock that owns it.</summary>
    public async Task<(ClusterHome Home, FileLock Owner)> CreateAsync(CancellationToken cancellationToken)
    {
        Folders.CreateOpen(options.Folder);
        Folders.CreateOpen(this.folder);

        // Without it another process could take a home for an abandoned one before it has its owner.
        using var alone = await LockAsync(cancellationToken);
        await DeleteAbandonedAsync(cancellationToken);
        var home = ClusterHome.Open(Path.Combine(this.folder, Guid.CreateVersion7().ToString("N")));
        return (home, FileLock.TryAcquire(home.Owner) ?? throw new EmbeddedPostgresException($"Another process took the new folder '{home.Folder}'"));
    }

    /// <summary>Stops a temporary server and deletes its home.</summary>
    public async Task DeleteAsync(ClusterHome home, FileLock owner, CancellationToken cancellationToken)
    {
        try
        {
            await StopAsync(home, cancellationToken);

            // Without it whoever starts a server now would take the folder for an abandoned one while it is being deleted.
            using var alone = await LockAsync(cancellationToken);
            owner.Dispose();
            Folders.Discard(home.Folder);
        }
        finally
        {
            // What could not be deleted is left to the next who comes by.
            owner.Dispose();
        }
    }

    private Task<FileLock> LockAsync(CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(Path.Combine(folder, "lock"), new Deadline(options.StartTimeout, options.TimeProvider), cancellationToken);

    private async Task StopAsync(ClusterHome home, CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(home.Data) is { } file && ServerProcess.IsServing(file.ProcessId, home.Data))
        {
            var programs = await binaries.LocateAsync(home.Major, cancellationToken);
            await ServerControl.StopAsync(home, programs, keep: false, new Deadline(options.StartTimeout, options.TimeProvider), cancellationToken);
        }
    }

    private async Task DeleteAbandonedAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.EnumerateDirectories(this.folder).ToList())
        {
            var home = ClusterHome.Open(folder);
            using var owner = FileLock.TryAcquire(home.Owner);
            if (owner is not null)
            {
                await StopAsync(home, cancellationToken);
                Folders.Discard(home.Folder);
            }
        }
    }
}
