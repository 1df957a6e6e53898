using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Binaries;

/// <summary>The folders in which the package managers of the platforms put the programs of PostgreSQL.</summary>
internal static class MachineBinaries
{
    // A folder, and in it the pattern of those that hold one version each. PATH alone is not enough: most packagers
    // keep the server's programs off it.
    private static readonly (string Folder, string Versions)[] Packagers =
    [
        ("/usr/lib/postgresql", "*"),           // Debian, Ubuntu
        ("/usr", "pgsql-*"),                    // Fedora, Red Hat, from PostgreSQL's own packages
        ("/usr/libexec", "postgresql*"),        // Alpine
        ("/opt/homebrew/opt", "postgresql@*"),  // Homebrew on Apple silicon
        ("/usr/local/opt", "postgresql@*"),     // Homebrew on Intel
        ("/Applications/Postgres.app/Contents/Versions", "*"),
        (Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*"),
    ];

    /// <summary>Folders that may hold programs, without a promise that they do.</summary>
    public static IEnumerable<string> Folders() => Packagers
        .Where(packager => Path.IsPathRooted(packager.Folder) && Directory.Exists(packager.Folder))
        .SelectMany(packager => Directory.EnumerateDirectories(packager.Folder, packager.Versions))
        .SelectMany<string, string>(version => [Path.Combine(version, "bin"), version])
        .Concat(Tool.SearchPath())
        .Distinct(StringComparer.Ordinal);

    /// <summary>The newest on this machine, or the one of the version that a cluster is bound to.</summary>
    public static async Task<ServerPrograms?> FindAsync(int? major, ServerUser user, CancellationToken cancellationToken)
    {
        ServerPrograms? newest = null;
        foreach (var folder in Folders())
        {
            var found = await ServerPrograms.TryOpenAsync(folder, user, cancellationToken);
            if (found is not null && (major is null || found.Major == major) && found.Major > (newest?.Major ?? 0))
            {
                newest = found;
            }
        }

        return newest;
    }
}
